import { Metric } from '../../core/contract/metrics';
import type { FleetNode } from '../../core/fleet/node';
import type { FenceDecision } from '../../core/rebalance/decide-fences';
import type { RebalancePlan } from '../../core/rebalance/rebalance-plan';
import { unownedShards } from '../../core/rebalance/unowned-shards';
import type { FleetView } from './read-view';

/** Returns the rebalancer's metrics of one tick, by name; `plan` is absent while the fleet is halted. */
export function rebalancerMetrics(
  view: FleetView,
  fencing: FenceDecision,
  plan: RebalancePlan | undefined,
  started: number,
): Readonly<Record<string, number>> {
  const metrics: Record<string, number> = {
    ...nodeMetrics(view),
    [Metric.BRAKE]: fencing.brake ? 1 : 0,
    [Metric.UNOWNED_SHARDS]: countUnowned(view),
    [Metric.MOVES_STARTED]: started,
  };
  if (plan) {
    metrics[Metric.MOVES_IN_FLIGHT] = plan.movesInFlight;
    metrics[Metric.IMBALANCE] = plan.maxOverMean;
  }
  return metrics;
}

/** Nodes that are down say nothing any more: what they had not flushed is lost, and counted nowhere. */
function nodeMetrics({ nodes, shards, unreadable }: FleetView): Readonly<Record<string, number>> {
  const live = nodes.filter((node) => node.state === 'active' || node.state === 'draining');
  const reporting = nodes.flatMap((node) => (node.state !== 'down' && node.heartbeat ? [node.heartbeat] : []));
  const unreadables = unreadable.size + shards.filter((shard) => shard.unreadable).length;
  const dead = nodes.filter(isDeadInService).length;
  return {
    [Metric.LIVE_NODES]: live.length,
    [Metric.AGENT_FAULTS]: reporting.reduce((sum, { faults }) => sum + (faults?.length ?? 0), unreadables + dead),
    [Metric.RECOVERY_POINT]: reporting.reduce((most, { unflushedSeconds = 0 }) => Math.max(most, unflushedSeconds), 0),
  };
}

/** AWS sees that the machine runs, so that it bills for as long as nobody replaces it. */
function isDeadInService({ state, instance }: FleetNode): boolean {
  return state === 'down' && instance?.lifecycleState === 'InService';
}

/** In a parked fleet a shard that nobody owns is as it should be. */
function countUnowned({ shards, nodes, switches }: FleetView): number {
  const unowned = unownedShards(shards, nodes);
  return switches.parked ? unowned.filter((shard) => shard.owner !== null).length : unowned.length;
}
