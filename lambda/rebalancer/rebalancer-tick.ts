import { EventType, Metric } from '../../core/contract';
import { type LeaseObservations, readMembership } from '../../core/fleet/membership';
import type { FleetNode } from '../../core/fleet/node';
import { type Shard, shardIds } from '../../core/fleet/shard';
import { decideFences, type FenceDecision } from '../../core/rebalance/decide-fences';
import { planRebalance, type RebalancePlan } from '../../core/rebalance/plan-rebalance';
import { unownedShards } from '../../core/rebalance/unowned-shards';
import type { ControllerTurn, TablePort, Turn } from '../ports';
import { keepNews, reportDecisions } from '../report/report-decisions';
import { selectNews } from '../report/select-news';
import { carryOut } from './carry-out';
import { describeRebalance } from './describe-rebalance';
import { limitWrites } from './limit-writes';
import {
  MEMORY_FORMAT,
  type RebalancerMemory,
  type RebalancerPorts,
  type RebalancerSettings,
} from './rebalancer-ports';

/** Everything one tick decides on. */
interface View {
  readonly nodes: readonly FleetNode[];
  readonly observations: LeaseObservations;
  readonly shards: readonly Shard[];
  readonly halted: boolean;
}

/**
 * Runs one tick: reads the state anew, plans, keeps the reasons, remembers, acts, reports. It remembers before it acts and
 * reports, so that neither a slow table nor a broken event bus makes it forget since when a node is silent.
 */
export async function runRebalancerTick(ports: RebalancerPorts, settings: RebalancerSettings): Promise<void> {
  const taken = await ports.table.takeTurn<RebalancerMemory>('rebalancer');
  const { version } = taken;
  const turn: Turn = { controller: 'rebalancer', version };
  const memory = usable(taken);
  const nowMs = ports.clock();
  const view = await readView(ports, settings, memory?.observations ?? {});
  const fencing = view.halted ? HALTED : decideFences(view.nodes, memory?.brakedTicks ?? 0);
  const plan = view.halted ? undefined : limitWrites(planTick(view, fencing, settings, memory, version, nowMs));

  const decisions = describeRebalance(fencing, plan, settings.acts);
  const { news, lastKept } = selectNews(decisions, memory?.lastKept);
  await keepNews(ports.table, turn, nowMs, news);
  const remembered = {
    formatVersion: MEMORY_FORMAT,
    observations: view.observations,
    brakedTicks: fencing.brakedTicks,
    isRebalancing: plan?.isRebalancing ?? false,
    lastKept,
  };
  if (!(await ports.table.saveMemory<RebalancerMemory>('rebalancer', version, remembered))) {
    ports.log.log('warn', 'a newer tick of the rebalancer is running, so this one leaves it to that', { ...turn });
    return;
  }
  const started = settings.acts && plan ? await carryOut(ports.table, turn, fencing.fences, plan) : 0;
  await reportDecisions(ports, {
    fleetName: settings.fleetName,
    nowMs,
    eventTypeOf: () => EventType.REBALANCE_DECISION,
    decisions,
    news,
    metrics: { ...tickMetrics(view, fencing, plan), [Metric.MOVES_STARTED]: started },
  });
}

/** What another format remembers is worth less than the certainty of reading it right. */
function usable(taken: ControllerTurn<RebalancerMemory>): RebalancerMemory | undefined {
  return taken.memory?.formatVersion === MEMORY_FORMAT ? taken.memory : undefined;
}

const HALTED: FenceDecision = { fences: [], brakedTicks: 0 };

async function readView(ports: RebalancerPorts, settings: RebalancerSettings, known: LeaseObservations): Promise<View> {
  const { table, group } = ports;
  const readStartedMs = ports.clock();
  const records = await table.readNodes();
  const readEndedMs = ports.clock();
  const [state, switches, shards] = await Promise.all([
    group.describe(),
    table.readSwitches(),
    readAllShards(table, settings),
  ]);
  const reading = { readStartedMs, readEndedMs, leaseMs: settings.policy.leaseSeconds * 1000 };
  const membership = readMembership({ group: state, records, observations: known, reading });
  return { ...membership, shards, halted: switches.halted };
}

/** Shards are made at the first tick, and again whichever somebody deleted: their homes say what they held. */
async function readAllShards(table: TablePort, settings: RebalancerSettings): Promise<readonly Shard[]> {
  const shards = await table.readShards();
  if (shards.length >= settings.policy.shardCount || !settings.acts) {
    return shards;
  }
  const known = new Set(shards.map((shard) => shard.id));
  await table.createShards(shardIds(settings.policy.shardCount).filter((id) => !known.has(id)));
  return table.readShards();
}

/** Plans as if every fence succeeded; what depends on one that fails is left out when acting. */
function planTick(
  view: View,
  fencing: FenceDecision,
  settings: RebalancerSettings,
  memory: RebalancerMemory | undefined,
  version: number,
  nowMs: number,
): RebalancePlan {
  const fenced = new Set(fencing.fences.map((fence) => fence.nodeId));
  const nodes = view.nodes.map((node) =>
    node.heartbeat && fenced.has(node.id) ? { ...node, heartbeat: { ...node.heartbeat, fenced: true } } : node,
  );
  const wasRebalancing = memory?.isRebalancing ?? false;
  return planRebalance({ policy: settings.policy, nodes, shards: view.shards, nowMs, version, wasRebalancing });
}

function tickMetrics(view: View, fencing: FenceDecision, plan: RebalancePlan | undefined): Record<string, number> {
  const live = view.nodes.filter((node) => node.state === 'active' || node.state === 'draining');
  const metrics = {
    [Metric.LIVE_NODES]: live.length,
    [Metric.BRAKE]: fencing.brake ? 1 : 0,
    [Metric.UNOWNED_SHARDS]: unownedShards(view.shards, view.nodes).length,
  };
  return plan === undefined
    ? metrics
    : {
        ...metrics,
        [Metric.MOVES_IN_FLIGHT]: plan.movesInFlight,
        [Metric.IMBALANCE]: plan.maxOverMean,
      };
}
