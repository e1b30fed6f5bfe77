import { type FleetNode, isOtherIncarnation } from '../fleet/node';
import type { Shard } from '../fleet/shard';

/**
 * Returns the shards that no live node owns: nobody does, or a node that is gone, silent, or has started anew since.
 * Deterministic, O(N + S).
 */
export function unownedShards(shards: readonly Shard[], nodes: readonly FleetNode[]): readonly Shard[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return shards.filter((shard) => {
    const owner = shard.owner === null ? undefined : byId.get(shard.owner);
    if (owner === undefined || owner.state === 'down') {
      return true;
    }
    const { heartbeat } = owner;
    const { ownerIncarnation } = shard;
    return ownerIncarnation !== undefined && (!heartbeat || isOtherIncarnation(heartbeat, ownerIncarnation));
  });
}
