import { type FleetNode, saysItServes } from '../../core/fleet/node';
import type { Shard } from '../../core/fleet/shard';
import type { Manifest } from '../../core/home/manifest';

/** What to do about a shard's row, given its manifest. */
export type RowStep =
  | { readonly kind: 'create'; readonly epoch: number }
  | { readonly kind: 'raise'; readonly from: number; readonly epoch: number }
  | { readonly kind: 'free'; readonly owner: string; readonly epoch: number }
  | { readonly kind: 'keep' }
  | { readonly kind: 'hold'; readonly why: string };

/**
 * Returns how a row is brought up to its manifest: its epoch never falls. A row behind its manifest names nobody who may
 * serve, nor a move that could end, because nobody can seal an epoch that is over; both go. So does an owner in the very
 * epoch that another node has sealed. Only a live node that says it serves the shard keeps it, since it may have sealed the
 * manifest's epoch. Pure, O(1).
 */
export function decideRow(
  row: Shard | undefined,
  { epoch, writer }: Pick<Manifest, 'epoch' | 'writer'>,
  server: FleetNode | undefined,
): RowStep {
  if (row?.unreadable) {
    return { kind: 'hold', why: `nobody can read of its row: ${row.unreadable.join(', ')}; put it right or delete it` };
  }
  const step = mend(row, epoch, writer);
  if (step.kind === 'keep' || server === undefined) {
    return step;
  }
  const advice =
    step.kind === 'create'
      ? "the rebalancer's next tick makes its row, and the node lets it go; stop the agent there if no row comes"
      : 'stop the agent there, or wait until its lease is over, and rebuild again';
  return { kind: 'hold', why: `${server.id} is alive and says that it serves it; ${advice}` };
}

function mend(row: Shard | undefined, epoch: number, writer: string): RowStep {
  if (row === undefined) {
    return { kind: 'create', epoch };
  }
  if (row.epoch < epoch) {
    return { kind: 'raise', from: row.epoch, epoch };
  }
  const isSuperseded = row.epoch === epoch && row.owner !== null && row.owner !== writer;
  return isSuperseded ? { kind: 'free', owner: row.owner, epoch } : { kind: 'keep' };
}

/** Returns the nodes that are not fenced, by the shards that they say they serve. O(nodes + shards). */
export function serversOf(nodes: readonly FleetNode[]): ReadonlyMap<string, FleetNode> {
  const servers = new Map<string, FleetNode>();
  for (const node of nodes.filter(saysItServes)) {
    for (const shardId of Object.keys(node.heartbeat?.shards ?? {})) {
      servers.set(shardId, node);
    }
  }
  return servers;
}
