import type { LeaseObservations } from './membership';
import type { GroupInstance, Heartbeat } from './node';

/**
 * Returns the instances as the group listed them last, as far as the observations tell; of those that it never listed to us, it is
 * known that they launched. For a tick in which AWS does not say. Pure, O(N).
 */
export function lastListed(
  observations: LeaseObservations,
  heartbeats: ReadonlyMap<string, Heartbeat>,
): readonly GroupInstance[] {
  return [...heartbeats.values()].flatMap(({ nodeId, zone }) => {
    const known = observations[nodeId];
    if (known?.unlistedSinceMs !== undefined) {
      return [];
    }
    const lifecycleState = known === undefined ? 'Pending' : (known.lifecycleState ?? 'InService');
    return [{ instanceId: nodeId, lifecycleState, zone, healthy: true }];
  });
}
