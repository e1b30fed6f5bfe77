import type { FrontierPoint } from './replay-candidate';

/** What a policy must reach on the first part: a share of demand that may be unmet, or a cost as a multiple of the oracle's. */
export type TuneGoal = { readonly maxUnmet: number } | { readonly targetCost: number };

/**
 * Returns the cheapest point that leaves no more unmet than the goal, or the one that leaves least unmet at no more than the goal's cost.
 * Only the first part counts. Nothing when no point reaches the goal.
 */
export function chooseCandidate(points: readonly FrontierPoint[], goal: TuneGoal): FrontierPoint | undefined {
  if ('maxUnmet' in goal) {
    return least(
      points.filter(({ fit }) => fit.unmetFraction <= goal.maxUnmet),
      costOf,
    );
  }
  return least(
    points.filter((point) => costOf(point) <= goal.targetCost),
    unmetOf,
  );
}

/** Returns the point that comes nearest to the goal. @throws RangeError when there is none. */
export function nearestToGoal(points: readonly FrontierPoint[], goal: TuneGoal): FrontierPoint {
  const nearest = least(points, 'maxUnmet' in goal ? unmetOf : costOf);
  if (nearest === undefined) {
    throw new RangeError('nothing was tried');
  }
  return nearest;
}

/** Cost in the first part, as a multiple of the oracle's. */
export function costOf({ fit }: FrontierPoint): number {
  return fit.unitHours / fit.oracleUnitHours;
}

function unmetOf({ fit }: FrontierPoint): number {
  return fit.unmetFraction;
}

function least(points: readonly FrontierPoint[], measure: (point: FrontierPoint) => number): FrontierPoint | undefined {
  return points.reduce<FrontierPoint | undefined>(
    (best, point) => (best === undefined || measure(point) < measure(best) ? point : best),
    undefined,
  );
}
