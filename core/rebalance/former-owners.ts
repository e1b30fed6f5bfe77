import type { FleetNode } from '../fleet/node';
import type { Shard } from '../fleet/shard';

/** Why a shard without an owner is not placed: who had it before its row was lost may serve it still. */
export type Obstacle = 'still-served' | 'former-lease';

/** Nodes that may serve shards whose rows were lost and made anew. */
export class FormerOwners {
  private served: ReadonlySet<string> | undefined;

  constructor(
    private readonly nodes: readonly FleetNode[],
    private readonly leasesMayLast: boolean,
  ) {}

  /** Returns what keeps a shard without an owner from being placed. A shard of epoch 0 never had an owner. */
  obstacleTo({ id, epoch }: Shard): Obstacle | undefined {
    // Only now, for most ticks see no shard without an owner.
    this.served ??= servedShards(this.nodes);
    if (this.served.has(id)) {
      return 'still-served';
    }
    return this.leasesMayLast && epoch > 0 ? 'former-lease' : undefined;
  }
}

function servedShards(nodes: readonly FleetNode[]): ReadonlySet<string> {
  const live = nodes.filter(({ state }) => state !== 'down');
  return new Set(live.flatMap(({ heartbeat }) => Object.keys(heartbeat?.shards ?? {})));
}
