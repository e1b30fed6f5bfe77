import type { FleetModel } from '../../core/planner/fleet-model';
import { planFleet } from '../../core/planner/plan-moves';
import type { FleetPlan, Strategy, StrategyOutcome } from './fleet-plan';
import { placeAnew } from './place-anew';

/** Returns the plan of a strategy; beside that of a placement what `balance` would do. Deterministic. */
export function planByStrategy(model: FleetModel, strategy: Strategy): FleetPlan {
  const balanced: FleetPlan = { strategy: 'balance', ...planFleet(model) };
  if (strategy === 'balance') {
    return balanced;
  }
  const placed = placeAnew(model, strategy);
  const plan = { ...placed, strategy, lowerBoundBytes: balanced.lowerBoundBytes };
  return { ...plan, comparison: [outcomeOf(plan), outcomeOf(balanced)] };
}

function outcomeOf({ strategy, after, moves, bytesMoved }: FleetPlan): StrategyOutcome {
  return { strategy, maxOverMean: after.maxOverMean, moves: moves.length, bytesMoved };
}
