import type { LeaseObservations } from '../fleet/membership';
import type { FleetNode } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import { type LeaseReading, lookAgainAtMs } from '../lease/controller-lease';
import { nextState } from '../move/move-machine';
import { isDead, type MoveChange } from './settle-move';

/** What a tick saw and did, as far as it matters when somebody must look again. */
export interface NextLookInput {
  /** After dead nodes were fenced. */
  readonly nodes: readonly FleetNode[];
  readonly shards: readonly Shard[];
  readonly observations: LeaseObservations;
  readonly reading: LeaseReading;
  /** Moves that the tick ends or turns. */
  readonly changes: readonly MoveChange[];
  readonly parked: boolean;
}

/**
 * Returns when the rebalancer must look at the fleet again so that no shard waits for longer than a lease and one tick, by
 * the controller's clock: at once (the reading's end) when a move that was ended leaves a shard to nobody, else when a lease
 * ends that may have been over for long, `undefined` when the next tick is early enough. Pure, O(N) for each move that was
 * changed, and O(S) while some node may be dead.
 */
export function decideNextLook(input: NextLookInput): number | undefined {
  if (!input.parked && leavesUnowned(input)) {
    return input.reading.readEndedMs;
  }
  const suspects = suspectedNodes(input);
  const times = suspects.size === 0 ? [] : input.shards.flatMap((shard) => timesOf(shard, suspects));
  return times.length === 0 ? undefined : times.reduce((first, time) => Math.min(first, time));
}

/** A cancelled move of a dead owner ends with the next look, and the one after that places the shard. */
function leavesUnowned({ changes, nodes }: NextLookInput): boolean {
  return changes.some(({ shard, event }) => {
    const next = shard.move && nextState(shard.move, event);
    return (next === 'done' || next === 'cancelled') && !isOwned(shard, nodes);
  });
}

function isOwned({ owner, ownerIncarnation }: Shard, nodes: readonly FleetNode[]): boolean {
  const node = nodes.find(({ id }) => id === owner);
  return owner !== null && !isDead(node, ownerIncarnation);
}

/** By node that may be dead without its lease being over yet, when that lease ends. */
function suspectedNodes({ nodes, observations, reading }: NextLookInput): ReadonlyMap<string, number> {
  const suspects = new Map<string, number>();
  for (const { id, state } of nodes) {
    const observation = observations[id];
    const atMs = state !== 'down' && observation ? lookAgainAtMs(observation, reading) : undefined;
    if (atMs !== undefined) {
      suspects.set(id, atMs);
    }
  }
  return suspects;
}

/** Only nodes that own shards or are an end of a move are worth waiting for. */
function timesOf({ owner, move }: Shard, suspects: ReadonlyMap<string, number>): readonly number[] {
  const times = [owner, move?.from, move?.to].map((id) => (id == null ? undefined : suspects.get(id)));
  return times.filter((time) => time !== undefined);
}
