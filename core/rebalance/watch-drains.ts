import type { FleetNode } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import type { RollSwitch } from '../table/table-schema';

/** What was left of a drain when it last went on. */
export interface DrainWatch {
  /** Shards that the node owns and copies that it keeps; of a roll, nodes that it has still to replace. */
  readonly left: number;
  readonly sinceMs: number;
}

/** By draining node; safe to lose. */
export type DrainWatches = Readonly<Record<string, DrainWatch>>;

/** Since when a drain must not have gone on to count as stuck. */
export const STUCK_AFTER_MS = 30 * 60_000;

/** No id of a node. */
const ROLL = 'roll';

/** What drains are watched in. */
export interface WatchedFleet {
  readonly nodes: readonly FleetNode[];
  readonly shards: readonly Shard[];
  readonly roll?: RollSwitch;
  readonly nowMs: number;
}

/**
 * Returns since when each drain, and the roll, has not gone on. A drain goes on while a shard moves off its node, or when less is left
 * than ever; a roll while any of its nodes drains, which is watched for itself, or when one has gone. Pure, O(N + S).
 */
export function watchDrains(before: DrainWatches | undefined, fleet: WatchedFleet): DrainWatches {
  const { nodes, roll, nowMs } = fleet;
  const watch = (key: string, left: number, goesOn: boolean): readonly [string, DrainWatch] => {
    const known = before?.[key];
    const stands = known !== undefined && left >= known.left && !goesOn;
    return [key, stands ? known : { left, sinceMs: nowMs }];
  };
  const draining = nodes.filter(({ state }) => state === 'draining');
  const left = leftOn(new Set(draining.map(({ id }) => id)), fleet.shards);
  const moving = new Set(fleet.shards.map(({ move }) => move?.from));
  const watches = draining.map(({ id }) => watch(id, left.get(id) ?? 0, moving.has(id)));
  const standing = nodes.filter(({ id, instance }) => instance !== undefined && roll?.nodes.includes(id));
  if (standing.length === 0) {
    return Object.fromEntries(watches);
  }
  const isDraining = standing.some(({ state }) => state === 'draining');
  return Object.fromEntries([...watches, watch(ROLL, standing.length, isDraining)]);
}

/** Returns how many of them have not gone on for half an hour. */
export function countStuck(watches: DrainWatches, nowMs: number): number {
  return Object.values(watches).filter(({ sinceMs }) => nowMs - sinceMs >= STUCK_AFTER_MS).length;
}

function leftOn(nodeIds: ReadonlySet<string>, shards: readonly Shard[]): ReadonlyMap<string, number> {
  const left = new Map<string, number>();
  if (nodeIds.size === 0) {
    return left;
  }
  for (const { owner, followers } of shards) {
    for (const nodeId of owner === null ? followers : [owner, ...followers]) {
      if (nodeIds.has(nodeId)) {
        left.set(nodeId, (left.get(nodeId) ?? 0) + 1);
      }
    }
  }
  return left;
}
