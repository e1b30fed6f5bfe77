import type { Follow } from '../../../core/fleet/follow';
import type { FleetNode } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import type { FollowOrder } from '../../../core/rebalance/rebalance-plan';
import { type NodeSketch, node, POLICY, reporting } from './fixtures';

export const STAT = { bytes: 1e9, load: 0.1 };
export const ZONE_OF: Readonly<Record<string, string>> = { n1: 'a', n2: 'b', n3: 'c', n4: 'a', n5: 'b', n6: 'c' };
export const IDS = Object.keys(ZONE_OF);

export function fleet(rows: readonly Shard[], sketches: Readonly<Record<string, NodeSketch>> = {}): FleetNode[] {
  const nodes = IDS.map((id) => node(id, { zone: ZONE_OF[id] ?? '', ...sketches[id] }));
  return reporting(nodes, rows, () => STAT);
}

export function replicas(count: number) {
  return { policy: { ...POLICY, replicas: count, rebalanceAboveMaxOverMean: 9, rebalanceToMaxOverMean: 9 } };
}

/** The rows and items once all follow orders were written. */
export function afterFollows(rows: readonly Shard[], items: readonly Follow[], orders: readonly FollowOrder[]) {
  const byShard = new Map(orders.map((order) => [order.shard.id, order]));
  const kept = items.filter(({ shardId, nodeId }) => !byShard.get(shardId)?.leavers.includes(nodeId));
  const added = orders.flatMap(({ shard, followers }) => followers.map((nodeId) => ({ shardId: shard.id, nodeId })));
  const all = new Map([...kept, ...added].map((follow) => [`${follow.shardId} ${follow.nodeId}`, follow]));
  return {
    rows: rows.map((row) => ({ ...row, followers: byShard.get(row.id)?.followers ?? row.followers })),
    items: [...all.values()],
  };
}
