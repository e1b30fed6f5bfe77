import type { FleetNode, NodeState, ShardStat } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { shardIds } from '../../../core/fleet/shard';
import { type FleetPolicy, POLICY_DEFAULTS } from '../../../core/policy/fleet-policy';
import { planRebalance } from '../../../core/rebalance/plan-rebalance';
import type { RebalanceInput, RebalancePlan } from '../../../core/rebalance/rebalance-plan';

export const POLICY: FleetPolicy = { ...POLICY_DEFAULTS, minNodes: 1, maxNodes: 1000, shardCount: 60 };

/** What a test says of a node; everything else is as in a healthy one. */
export interface NodeSketch {
  readonly state?: NodeState;
  readonly fenced?: boolean;
  readonly zone?: string;
  readonly capacityBytes?: number;
  readonly incarnation?: string;
  readonly isGone?: boolean;
  readonly refuses?: string;
  readonly refusesHard?: boolean;
  readonly shards?: Readonly<Record<string, ShardStat>>;
  readonly followed?: number;
}

export function node(id: string, sketch: NodeSketch = {}): FleetNode {
  const { state = sketch.fenced ? 'down' : 'active', zone = 'z1', fenced = false } = sketch;
  const lifecycleState = state === 'draining' ? 'Terminating:Wait' : 'InService';
  return {
    id,
    state,
    zone,
    ...(state === 'draining' ? { drainCause: 'scale-in' as const } : {}),
    ...(sketch.isGone ? {} : { instance: { instanceId: id, lifecycleState, zone, healthy: true } }),
    heartbeat: {
      nodeId: id,
      incarnation: sketch.incarnation ?? `${id}-1`,
      counter: 5,
      fenced,
      zone,
      address: `${id}:1`,
      capacityBytes: sketch.capacityBytes ?? 1e12,
      usedBytes: 0,
      metrics: {},
      shards: sketch.shards ?? {},
      ...(sketch.refuses ? { refuses: sketch.refuses } : {}),
      ...(sketch.refusesHard ? { refusesHard: true } : {}),
      ...(sketch.followed === undefined ? {} : { followed: sketch.followed }),
    },
  };
}

/** Shards dealt out to the owners in turn. */
export function shards(count: number, owners: readonly (string | null)[]): Shard[] {
  return shardIds(count).map((id, index) => {
    const owner = owners[index % owners.length] ?? null;
    return { id, owner, followers: [], epoch: owner === null ? 0 : 1 };
  });
}

/** The nodes, with each one's heartbeat naming the shards it owns and what `statOf` says of them. */
export function reporting(
  nodes: readonly FleetNode[],
  owned: readonly Shard[],
  statOf: (shard: Shard, index: number) => ShardStat,
): FleetNode[] {
  return nodes.map((each) => {
    const mine = owned.flatMap((shard, index) =>
      shard.owner === each.id ? [[shard.id, statOf(shard, index)] as const] : [],
    );
    return each.heartbeat ? { ...each, heartbeat: { ...each.heartbeat, shards: Object.fromEntries(mine) } } : each;
  });
}

export function plan(
  nodes: readonly FleetNode[],
  rows: readonly Shard[],
  rest: Partial<RebalanceInput> = {},
): RebalancePlan {
  return planRebalance({
    policy: POLICY,
    nodes,
    shards: rows,
    nowMs: 0,
    version: 1,
    wasRebalancing: false,
    parked: false,
    ...rest,
  });
}

/** The rows once every move of a plan is done and every change was made. */
export function asDone(rows: readonly Shard[], { orders, changes }: RebalancePlan): Shard[] {
  const targets = new Map(orders.map((order) => [order.shard.id, order.move.to]));
  const changed = new Set(changes.map((change) => change.shard.id));
  return rows.map((row) => {
    const to = targets.get(row.id) ?? (row.move && !changed.has(row.id) ? row.move.to : undefined);
    const { move: _move, ...rest } = row;
    return to === undefined ? rest : { ...rest, owner: to, epoch: row.epoch + 1 };
  });
}

/** The rows as the table holds them right after a plan was carried out. */
export function asOrdered(rows: readonly Shard[], { orders }: RebalancePlan): Shard[] {
  const moves = new Map(orders.map((order) => [order.shard.id, order.move]));
  return rows.map((row) => ({ ...row, ...(moves.has(row.id) ? { move: moves.get(row.id) } : {}) }));
}

export function countsByOwner(rows: readonly Shard[]): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const { owner } of rows) {
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  return counts;
}
