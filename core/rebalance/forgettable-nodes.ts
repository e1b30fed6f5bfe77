import type { FleetNode } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import { isDead } from './settle-move';

/** Returns the ids of dead nodes that the group no longer lists and no shard refers to. O(N), and O(S) if there may be one. */
export function forgettableNodes(nodes: readonly FleetNode[], shards: readonly Shard[]): string[] {
  const gone = nodes.filter((node) => node.instance === undefined && isDead(node));
  if (gone.length === 0) {
    return [];
  }
  const referred = new Set<string | null | undefined>();
  for (const { owner, followers, move } of shards) {
    referred.add(owner).add(move?.from).add(move?.to);
    for (const follower of followers) {
      referred.add(follower);
    }
  }
  return gone.map((node) => node.id).filter((id) => !referred.has(id));
}
