import type { FleetNode } from '../fleet/node';
import type { Shard } from '../fleet/shard';

/** Which followers have their copies, by what their nodes say. */
export class ArrivedCopies {
  /** By node, how many shards name it as a follower. */
  private readonly named = new Map<string, number>();

  constructor(
    shards: readonly Shard[],
    private readonly nodes: ReadonlyMap<string, FleetNode>,
  ) {
    for (const id of shards.flatMap(({ followers }) => followers)) {
      this.named.set(id, (this.named.get(id) ?? 0) + 1);
    }
  }

  /**
   * Whether the shard's copy on the node has come. The node says how many have, so as long as one is on its way any of them may be
   * that one. An earlier agent says nothing, and its copies count as come.
   */
  has(shard: Shard, nodeId: string): boolean {
    const come = this.nodes.get(nodeId)?.heartbeat?.followed ?? Number.POSITIVE_INFINITY;
    return shard.followers.includes(nodeId) && come >= (this.named.get(nodeId) ?? 0);
  }
}
