import { type FleetNode, saysItServes } from '../../core/fleet/node';
import type { Shard } from '../../core/fleet/shard';

/** What to do about a shard's row, given its manifest. */
export type RowStep =
  | { readonly kind: 'create'; readonly epoch: number }
  | { readonly kind: 'raise'; readonly from: number; readonly epoch: number }
  | { readonly kind: 'keep' }
  | { readonly kind: 'hold'; readonly why: string };

/**
 * Returns how a row is brought up to a manifest's epoch: it never falls. A row behind its manifest names nobody who may
 * serve, nor a move that could end, because nobody can seal an epoch that is over; both go. Only a live node that says
 * it serves the shard keeps it, since it may have sealed the manifest's epoch. Pure, O(1).
 */
export function decideRow(row: Shard | undefined, epoch: number, server: FleetNode | undefined): RowStep {
  if (row !== undefined && row.epoch >= epoch) {
    return { kind: 'keep' };
  }
  if (server !== undefined) {
    const advice = 'stop the agent there, or wait until its lease is over, and rebuild again';
    return { kind: 'hold', why: `${server.id} is alive and says that it serves it; ${advice}` };
  }
  return row === undefined ? { kind: 'create', epoch } : { kind: 'raise', from: row.epoch, epoch };
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
