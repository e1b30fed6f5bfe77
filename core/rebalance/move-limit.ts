import { type AdaptiveLimit, afterPiece, startLimit } from '../concurrency/adaptive-limit';
import { CONGESTED_FOR_MS, type FleetNode, type Heartbeat } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import type { Move } from '../move/move';
import { nextState } from '../move/move-machine';
import type { FleetPolicy, MoveBudgets } from '../policy/fleet-policy';
import type { RebalancePlan } from './rebalance-plan';

/** How many moves the fleet may have in flight, as far as it is less than the budgets allow; part of the rebalancer's memory. */
export interface MoveLimit {
  /** Absent while all that the budgets allow may be in flight. */
  readonly adapted?: AdaptiveLimit;
  /** When it was halved last, by the controllers' clock; moves that began before say nothing of the present limit. */
  readonly halvedAtMs?: number;
  /** Why, with the numbers. */
  readonly cause?: string;
  /** Ids of moves between nodes that were in flight after the last tick, and began since it was halved. */
  readonly watched: readonly string[];
  /** Whether there were as many as allowed. */
  readonly wasReached: boolean;
}

/** What a tick finds before it plans. */
export interface MoveEvidence {
  readonly shards: readonly Shard[];
  readonly nodes: readonly FleetNode[];
  readonly nowMs: number;
}

/** What of the policy concerns moves. */
type MovePolicy = Pick<FleetPolicy, 'moveBudgets' | 'moveTimeoutSeconds'>;

/** From so many moves in trouble on it is no matter of one shard or one node; the brake on take-overs has the same measures. */
const TROUBLED_FRACTION = 1 / 5;
const LEAST_TROUBLED = 2;
/** Moves take minutes: by one more a round, a large fleet that was halved down to one move would take a day to have all of them back. */
const ROUNDS_TO_GROW = 10;
/** So many are watched at most, for they take room in the controller's memory; it then takes longer to allow more. */
const WATCHED_MOVES = 500;

/** Returns how many moves between nodes all budgets together allow, at least 1: each is counted at both of its nodes. O(N). */
export function mostMoves(nodes: readonly FleetNode[], { perNode, perZone, perFleet }: MoveBudgets): number {
  const live = nodes.filter(({ state }) => state === 'active' || state === 'draining');
  const zones = new Set(live.map(({ zone }) => zone)).size;
  return Math.max(1, Math.min(perFleet, perZone * zones, Math.floor((perNode * live.length) / 2)));
}

/** Returns the budgets of this tick. Whatever is remembered, they are never above those of the policy. */
export function adaptedBudgets(budgets: MoveBudgets, limit: MoveLimit | undefined): MoveBudgets {
  return { ...budgets, perFleet: Math.min(budgets.perFleet, limit?.adapted?.limit ?? budgets.perFleet) };
}

/**
 * Returns the limit of this tick: half when a fifth of the moves in flight, and at least two, are in trouble, at most once
 * for those that were in flight; a tenth of what the budgets allow more, at least one, after as many as it allows have ended
 * well while it was reached. A move is in trouble when it ran out of time, when either of its nodes reports congestion, or a
 * fault of the shard. Pure, O(S + N).
 */
export function adaptMoveLimit(
  before: MoveLimit = NOTHING_KNOWN,
  { shards, nodes, nowMs }: MoveEvidence,
  { moveBudgets, moveTimeoutSeconds }: MovePolicy,
): MoveLimit {
  const ceiling = mostMoves(nodes, moveBudgets);
  const known = before.adapted ?? startLimit(ceiling);
  const judged = movingShards(shards).filter(({ move }) => move.startedAtMs >= (before.halvedAtMs ?? 0));
  const troubled = countTroubled(judged, nodes, nowMs, moveTimeoutSeconds * 1000);
  if (troubled >= Math.max(LEAST_TROUBLED, judged.length * TROUBLED_FRACTION)) {
    const cause = `${troubled} of ${judged.length} moves ran out of time or met congestion or faults`;
    const adapted = afterPiece(known, { ...ENDED, outcome: 'congested', halvingsAtStart: known.halvings }, { ceiling });
    return { ...NOTHING_KNOWN, adapted, halvedAtMs: nowMs, cause };
  }
  const adapted = afterMoves(known, countEnded(before.watched, judged), before.wasReached, ceiling);
  const { halvedAtMs, cause } = before;
  const limited = adapted.limit < ceiling ? { ...NOTHING_KNOWN, adapted, cause } : NOTHING_KNOWN;
  return { ...limited, halvedAtMs };
}

/** Returns the limit with what the next tick judges it by. `acts`: whether what is ordered is carried out. Pure, O(S). */
export function watchMoves(
  limit: MoveLimit,
  shards: readonly Shard[],
  plan: Pick<RebalancePlan, 'changes' | 'orders'>,
  acts: boolean,
): MoveLimit {
  const changed = new Set(plan.changes.map(({ shard }) => shard.id));
  // A move that is being cancelled does not end well.
  const going = movingShards(shards).filter(({ shard }) => !changed.has(shard.id));
  const ordered = acts ? plan.orders.filter(({ move }) => isBetweenNodes(move)) : [];
  const inFlight = [...going, ...ordered].map(({ move }) => move);
  const watched = inFlight.filter(({ startedAtMs }) => startedAtMs >= (limit.halvedAtMs ?? 0));
  const wasReached = limit.adapted !== undefined && inFlight.length >= limit.adapted.limit;
  return { ...limit, watched: watched.slice(0, WATCHED_MOVES).map(({ id }) => id), wasReached };
}

const NOTHING_KNOWN: MoveLimit = { watched: [], wasReached: false };
const ENDED = { outcome: 'well', halvingsAtStart: 0, wasLimitReached: true } as const;

interface MovingShard {
  readonly shard: Shard;
  readonly move: Move;
}

/** Those that go from one node to another. */
function movingShards(shards: readonly Shard[]): readonly MovingShard[] {
  const moving: MovingShard[] = [];
  for (const shard of shards) {
    const { move } = shard;
    if (move && isBetweenNodes(move)) {
      moving.push({ shard, move });
    }
  }
  return moving;
}

/** What nobody serves waits for no budget, and a cancelled move is over. */
function isBetweenNodes({ from, to, state }: Move): boolean {
  return from !== null && to !== null && state !== 'cancelled';
}

/** Of fewer than matter none is looked at. */
function countTroubled(
  judged: readonly MovingShard[],
  nodes: readonly FleetNode[],
  nowMs: number,
  timeoutMs: number,
): number {
  if (judged.length < LEAST_TROUBLED) {
    return 0;
  }
  const heartbeats = new Map(nodes.map(({ id, heartbeat }) => [id, heartbeat]));
  return judged.filter((moving) => isInTrouble(moving, heartbeats, nowMs, timeoutMs)).length;
}

function countEnded(watched: readonly string[], judged: readonly MovingShard[]): number {
  if (watched.length === 0) {
    return 0;
  }
  const inFlight = new Set(judged.map(({ move }) => move.id));
  return watched.filter((id) => !inFlight.has(id)).length;
}

function isInTrouble(
  { shard, move }: MovingShard,
  heartbeats: ReadonlyMap<string, Heartbeat | undefined>,
  nowMs: number,
  timeoutMs: number,
): boolean {
  const ends = [move.from, move.to].flatMap((id) => heartbeats.get(id ?? '') ?? []);
  const ageMs = nowMs - move.startedAtMs;
  const isLate = ageMs > timeoutMs && nextState(move, 'cancel') !== undefined;
  // A node may still speak of what was before a younger move.
  const mayHaveMet = ageMs >= CONGESTED_FOR_MS;
  return isLate || ends.some((end) => hasFault(end, shard.id) || (mayHaveMet && end.isCongested));
}

function hasFault({ faults = [] }: Heartbeat, shardId: string): boolean {
  return faults.some((fault) => fault.shardId === shardId);
}

function afterMoves(known: AdaptiveLimit, ended: number, wasLimitReached: boolean, ceiling: number): AdaptiveLimit {
  const piece = { ...ENDED, halvingsAtStart: known.halvings, wasLimitReached };
  const bounds = { ceiling, step: Math.max(1, Math.floor(ceiling / ROUNDS_TO_GROW)) };
  let adapted: AdaptiveLimit = { ...known, limit: Math.min(known.limit, ceiling) };
  for (let index = 0; index < ended; index += 1) {
    adapted = afterPiece(adapted, piece, bounds);
  }
  return adapted;
}
