import { balanceFleet } from './balance-fleet';
import { fillNodes } from './fill-nodes';
import { findUnmet } from './find-unmet';
import { limitFleet } from './fleet-limits';
import type { FleetModel } from './fleet-model';
import { FleetState } from './fleet-state';
import type { MovePlan } from './move-plan';
import { movedBytes } from './moved-bytes';
import { maxOverMean } from './node-multiples';
import { orderMoves } from './order-moves';
import { PlanDraft } from './plan-draft';
import type { PlannerInput } from './planner-input';
import { readFleet } from './read-fleet';
import { rehome } from './rehome';
import { relieveDisks } from './relieve-disks';
import { seatGiants } from './seat-giants';
import { settleSiblings } from './settle-siblings';
import { spreadZones } from './spread-zones';
import { startsBalancing } from './starts-balancing';

/**
 * Returns the moves that a fleet needs, in order: nodes to be emptied and lost replicas first, then missing replicas, zones, disks, and balance
 * in few bytes. Moves in flight count as done. What cannot be reached is told in `unmet`, what waits in `held`. Deterministic;
 * about O(shards × replicas + nodes × rounds of search).
 * @throws InvalidFleetError with every fault of the input
 */
export function planMoves(input: PlannerInput): MovePlan {
  return planFleet(readFleet(input));
}

/** The same for a fleet that was read. */
export function planFleet(model: FleetModel): MovePlan {
  const limits = limitFleet(model);
  const draft = new PlanDraft(new FleetState(limits.model, limits));
  const { state } = draft;
  const before = maxOverMean(limits, state.loads);
  rehome(draft);
  const rehomedBytes = movedBytes(draft);
  spreadZones(draft);
  const spreadBytes = movedBytes(draft) - rehomedBytes;
  const relievedBytes = relieveDisks(draft);
  seatGiants(draft);
  const isBalancing = startsBalancing(state);
  const balanceBytes = isBalancing ? balanceFleet(draft) : 0;
  fillNodes(draft);
  settleSiblings(draft);
  const ordered = orderMoves(draft);
  const { policy } = model;
  return {
    before: { maxOverMean: before },
    after: { maxOverMean: maxOverMean(limits, ordered.loads) },
    moves: ordered.moves,
    bytesMoved: ordered.moves.reduce((sum, move) => sum + move.bytes, 0),
    // one move may serve several of these goals
    lowerBoundBytes: rehomedBytes + Math.max(spreadBytes, relievedBytes, balanceBytes),
    unmet: findUnmet(state, isBalancing ? policy.maxOverMean : policy.startAbove),
    held: ordered.held,
    isRebalancing: isBalancing && ordered.held.length > 0,
  };
}
