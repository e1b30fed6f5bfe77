import { finePercent } from '../compare/score-table';
import { peakOf, STEPS_PER_MINUTE } from '../engine/conditions';
import { costOf, type TuneGoal } from '../tune/choose-candidate';
import type { FrontierPoint, TunedLoad } from '../tune/replay-candidate';
import type { Tuning } from '../tune/tune';

/** Why nothing that was tried reaches the goal, how near it comes, and what to give instead. */
export function describeMiss(load: TunedLoad, nearest: FrontierPoint, goal: TuneGoal): string {
  const { startUpSeconds, actuator, maxUnmet } = nearest.candidate;
  const tried = `nothing tried with ${startUpSeconds} s of start-up`;
  const by = `at a risk of ${maxUnmet} with the actuator ${actuator}`;
  if ('targetCost' in goal) {
    const wish = `${tried} costs at most ${goal.targetCost} times the oracle in the first part`;
    const cheapest = `the cheapest costs ${costOf(nearest).toFixed(3)} ${by}`;
    return `${wish}: ${cheapest}; allow more by --target-cost, or try higher --risks`;
  }
  const wish = `${tried} leaves at most ${finePercent(goal.maxUnmet)} unmet in the first part`;
  const least = `the least is ${finePercent(nearest.fit.unmetFraction)} ${by}`;
  return `${wish}: ${least}; ${unmetAdvice(load, goal.maxUnmet)}`;
}

/** What was chosen, and where it is. */
export function describeChoice(out: string | undefined, { point }: NonNullable<Tuning['chosen']>): string {
  const { actuator, maxUnmet } = point.candidate;
  const written = out === undefined ? 'give --out to write the policy' : `${out} holds the policy`;
  return `a risk of ${maxUnmet} with the actuator ${actuator}: ${written}`;
}

/** Where the ceiling alone leaves more unmet than is allowed, no risk helps. */
function unmetAdvice({ conditions, fitMinutes }: TunedLoad, maxUnmet: number): string {
  const { mostUnits = Number.POSITIVE_INFINITY } = conditions;
  const demand = conditions.demand.subarray(0, fitMinutes * STEPS_PER_MINUTE);
  const forced = unmetAbove(demand, mostUnits);
  if (forced <= maxUnmet) {
    return 'allow more by --max-unmet, or try lower --risks';
  }
  const cause = `${mostUnits} units leave ${finePercent(forced)} unmet even if they always serve`;
  return `${cause}: raise --most-units, for the peak needs ${Math.ceil(peakOf(demand))}, or allow more by --max-unmet`;
}

function unmetAbove(demand: Float64Array, units: number): number {
  const asked = demand.reduce((sum, value) => sum + value, 0);
  const unmet = demand.reduce((sum, value) => sum + Math.max(0, value - units), 0);
  return unmet / asked;
}
