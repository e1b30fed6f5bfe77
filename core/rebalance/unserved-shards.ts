import { type FleetNode, tellsShards } from '../fleet/node';
import type { Shard } from '../fleet/shard';

/** By shard, for how many ticks in a row its live owner has not named it among those that it serves. */
export type UnservedTicks = Readonly<Record<string, number>>;

/** A shard counts as unserved from so many ticks on: one heartbeat may be older than the row. */
export const UNSERVED_TICKS = 3;

/** So many shards are watched at most, for they take room in the controller's memory; the others wait their turn. */
const WATCHED_SHARDS = 1000;

/** Returns for how many ticks shards were not served, this one included, in order of the shards. Pure, O(S). */
export function countUnserved(
  shards: readonly Shard[],
  nodes: readonly FleetNode[],
  before: UnservedTicks | undefined,
): UnservedTicks {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const unserved = shards.filter((shard) => isUnserved(shard, byId)).map((shard) => shard.id);
  if (unserved.length === 0) {
    return {};
  }
  const known = unserved.filter((id) => before?.[id] !== undefined);
  const watched = [...known, ...unserved.filter((id) => before?.[id] === undefined)].slice(0, WATCHED_SHARDS);
  return Object.fromEntries(watched.map((id) => [id, Math.min((before?.[id] ?? 0) + 1, UNSERVED_TICKS)]));
}

/** Returns the shards that were not served for long enough to do something about it. */
export function longUnserved(ticks: UnservedTicks): ReadonlySet<string> {
  return new Set(Object.keys(ticks).filter((id) => (ticks[id] ?? 0) >= UNSERVED_TICKS));
}

/** Only the very incarnation that took the shard is expected to serve it; from any other it is taken over. */
function isUnserved({ id, owner, ownerIncarnation, move }: Shard, nodes: ReadonlyMap<string, FleetNode>): boolean {
  if (owner === null || ownerIncarnation === undefined || move !== undefined) {
    return false;
  }
  const node = nodes.get(owner);
  const isLive = (node?.state === 'active' || node?.state === 'draining') && tellsShards(node.heartbeat);
  return isLive && node.heartbeat?.incarnation === ownerIncarnation && node.heartbeat.shards[id] === undefined;
}
