import type { BalanceSeats, SeatedShard } from './balance-input';
import { type BegunMoves, keepsShare } from './begin-moves';
import type { FleetLoad, NodeLoad } from './fleet-load';
import type { BalanceMove, BalanceSummary } from './rebalance-plan';
import { type BalanceBounds, type BalanceView, LEAST_GAIN_FRACTION } from './worth-balancing';

/** A fleet of fewer shards is balanced in single moves: to fill the planner's tables takes longer than all else in its tick. */
export const FEW_SHARDS = 16;

/** Moves, and what they come to. */
export interface FewMoves extends BegunMoves {
  readonly summary: BalanceSummary;
}

/**
 * Begins moves from the most to the least loaded node, as long as one is worth it and within the budgets: of the source's shards the one
 * with fewest bytes for the load that it takes off. Spends them from the fleet. Deterministic, O(moves × (N + S)).
 */
export function planFewShards(view: BalanceView, { movable }: BalanceSeats, bounds: BalanceBounds): FewMoves {
  const { fleet } = view;
  const before = maxOverMean(view);
  const left = new Set(movable);
  const stuck = new Set<NodeLoad>();
  const begun: BalanceMove[] = [];
  let held = 0;
  for (;;) {
    const source = mostLoaded(view, stuck);
    if (source === undefined || source.load <= bounds.aim * view.meanLoad) {
      break;
    }
    const hasBudget = fleet.canSpendAt(source.id);
    const step = hasBudget ? cheapestStep(view, bounds, source, left) : undefined;
    if (step === undefined) {
      held += hasBudget ? 0 : 1;
      stuck.add(source);
      continue;
    }
    left.delete(step.seated);
    begun.push(begin(view, source, step));
  }
  const summary = {
    before,
    after: maxOverMean(view),
    moves: begun.length,
    bytes: begun.reduce((sum, { bytes }) => sum + bytes, 0),
    lowerBoundBytes: leastBytes(fleet, movable, new Set(begun.map(({ from }) => from))),
    unmet: [],
  };
  return { begun, held: held > 0 ? { 'no-budget': held } : {}, summary };
}

interface SingleStep {
  readonly seated: SeatedShard;
  readonly target: NodeLoad;
}

function maxOverMean({ takers, meanLoad }: BalanceView): number {
  return takers.reduce((most, node) => Math.max(most, node.load), 0) / meanLoad;
}

function mostLoaded({ takers }: BalanceView, stuck: ReadonlySet<NodeLoad>): NodeLoad | undefined {
  let most: NodeLoad | undefined;
  for (const node of takers) {
    if (!stuck.has(node) && (most === undefined || node.load > most.load)) {
      most = node;
    }
  }
  return most;
}

/** What goes beyond the source's excess is worth nothing. */
function cheapestStep(
  view: BalanceView,
  bounds: BalanceBounds,
  source: NodeLoad,
  shards: ReadonlySet<SeatedShard>,
): SingleStep | undefined {
  const { fleet, meanLoad } = view;
  let best: SingleStep | undefined;
  let leastPrice = Number.POSITIVE_INFINITY;
  for (const seated of shards) {
    const { shard } = seated;
    if (seated.nodeId !== source.id || !keepsShare(source, shard, { fleet, bounds, meanLoad })) {
      continue;
    }
    const load = fleet.loadOf(shard);
    const price = (fleet.bytesOf(shard) + 1) / Math.min(load, source.load - meanLoad);
    const target = price < leastPrice ? targetFor(view, source, seated) : undefined;
    if (target && source.load - target.load - load >= LEAST_GAIN_FRACTION * meanLoad) {
      best = { seated, target };
      leastPrice = price;
    }
  }
  return best;
}

/** The least loaded node that can take the shard now. */
function targetFor({ fleet, takers }: BalanceView, source: NodeLoad, { shard }: SeatedShard): NodeLoad | undefined {
  const bytes = fleet.bytesOf(shard);
  let least: NodeLoad | undefined;
  for (const node of takers) {
    const isBetter = node !== source && (least === undefined || node.load < least.load);
    if (isBetter && fleet.hasRoom(node, bytes) && fleet.hasSeat(node) && fleet.canSpend(source.id, node.id)) {
      least = node;
    }
  }
  return least;
}

function begin({ fleet, meanLoad }: BalanceView, source: NodeLoad, { seated, target }: SingleStep): BalanceMove {
  const { shard } = seated;
  const before = source.load;
  fleet.unseat(shard, source.id);
  fleet.seat(shard, target.id);
  fleet.spend(source.id, target.id);
  const gain = (before - target.load) / meanLoad;
  return { shard, from: source.id, to: target.id, bytes: fleet.bytesOf(shard), goal: 'balance', gain };
}

/** Each node that has to give sends its smallest shard away, at least. */
function leastBytes(fleet: FleetLoad, movable: readonly SeatedShard[], sources: ReadonlySet<string>): number {
  const smallest = new Map<string, number>();
  for (const { shard, nodeId } of movable) {
    if (nodeId !== null && sources.has(nodeId)) {
      smallest.set(nodeId, Math.min(smallest.get(nodeId) ?? Number.POSITIVE_INFINITY, fleet.bytesOf(shard)));
    }
  }
  return [...smallest.values()].reduce((sum, bytes) => sum + bytes, 0);
}
