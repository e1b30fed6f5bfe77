import { OVER_MEAN, type PlannerPolicy, type PlannerShard } from '../planner/planner-input';

// How the rebalancer and the room check put the fleet to the planner.

/** Zones are kept apart by followers, which the rebalancer chooses; of owners there is one. */
export const ANY_ZONE = 'any';

/** Sums of bytes may end a hair above what they are. */
const ROUNDING = 1 + 1e-9;

/** Returns the bytes of a disk on which such a sum certainly fits. */
export function roomFor(bytes: number): number {
  return bytes * ROUNDING;
}

/** Returns the part of the policy that says how far a node may be over the mean of its fleet, by which balancing starts and ends. */
export function overMean(
  aim: number,
  startAbove: number,
): Pick<PlannerPolicy, 'replicas' | 'maxOverMean' | 'startAbove'> {
  const maxOverMean = Math.max(OVER_MEAN.least, aim);
  return { replicas: 1, maxOverMean, startAbove: Math.max(maxOverMean, Math.min(OVER_MEAN.most, startAbove)) };
}

/** The planner refuses a shard that is larger than any disk; one as large as the largest fits on none below its limit either. */
export function withinDisks(
  shards: readonly PlannerShard[],
  nodes: readonly { readonly capacity: { readonly bytes: number } }[],
): readonly PlannerShard[] {
  const largest = nodes.reduce((most, { capacity }) => Math.max(most, capacity.bytes), 0);
  return shards.map((shard) => (shard.sizeBytes > largest ? { ...shard, sizeBytes: largest } : shard));
}
