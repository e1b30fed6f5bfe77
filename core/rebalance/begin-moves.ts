import type { Shard } from '../fleet/shard';
import type { PlannedMove } from '../planner/move-plan';
import type { FleetLoad, NodeLoad } from './fleet-load';
import type { BalanceMove } from './rebalance-plan';
import type { BalanceBounds } from './worth-balancing';

/** Why a planned move does not begin in this tick. */
export type Wait = 'no-budget' | 'room-not-free-yet' | 'too-many-shards' | 'nodes-refuse' | 'waits-for-arrivals';

/** Moves that begin now, and how many wait for what. */
export interface BegunMoves {
  readonly begun: readonly BalanceMove[];
  readonly held: Readonly<Record<string, number>>;
}

/** What moves are begun from. */
export interface BeginInput {
  readonly fleet: FleetLoad;
  readonly shards: ReadonlyMap<string, Shard>;
  readonly bounds: Pick<BalanceBounds, 'aim'>;
  readonly meanLoad: number;
}

/**
 * Returns which of a plan's moves begin, and spends them from the fleet. They begin in the plan's order, in which each finds the room that
 * those before it leave; once one has to wait, a later one begins only where there is room as it is. O(moves + N).
 */
export function beginMoves(moves: readonly PlannedMove[], input: BeginInput): BegunMoves {
  const { fleet, shards } = input;
  const begun: BalanceMove[] = [];
  const held: Record<string, number> = {};
  let hasWaiting = false;
  for (const { shard: shardId, from, to, bytes, reason, gain } of moves) {
    const shard = shards.get(shardId);
    if (shard === undefined || from === null) {
      continue;
    }
    const wait = waitOf(shard, from, to, input) ?? (hasWaiting ? waitForLoad(shard, to, input) : undefined);
    if (wait === undefined) {
      fleet.unseat(shard, from);
      fleet.seat(shard, to);
      fleet.spend(from, to);
      begun.push({ shard, from, to, bytes, goal: reason, gain });
    } else {
      hasWaiting = true;
      held[wait] = (held[wait] ?? 0) + 1;
    }
  }
  return { begun, held };
}

function waitOf(shard: Shard, from: string, to: string, input: BeginInput): Wait | undefined {
  const { fleet } = input;
  const source = fleet.target(from);
  const target = fleet.target(to);
  if (source === undefined || target === undefined || target.refuses) {
    return 'nodes-refuse';
  }
  if (!fleet.hasSeat(target)) {
    return 'too-many-shards';
  }
  if (!keepsShare(source, shard, input)) {
    return 'waits-for-arrivals';
  }
  if (!fleet.canSpend(from, to)) {
    return 'no-budget';
  }
  return fleet.hasRoom(target, fleet.bytesOf(shard)) ? undefined : 'room-not-free-yet';
}

/** Where shards to come will go is not settled yet: for them alone a node gives nothing away. */
export function keepsShare(
  source: NodeLoad,
  shard: Shard,
  { fleet, bounds, meanLoad }: Omit<BeginInput, 'shards'>,
): boolean {
  return fleet.loadToCome === 0 || source.load - fleet.loadOf(shard) >= (2 - bounds.aim) * meanLoad;
}

function waitForLoad(shard: Shard, to: string, { fleet, bounds, meanLoad }: BeginInput): Wait | undefined {
  const loadAfter = (fleet.target(to)?.load ?? 0) + fleet.loadOf(shard);
  return loadAfter <= bounds.aim * meanLoad ? undefined : 'room-not-free-yet';
}
