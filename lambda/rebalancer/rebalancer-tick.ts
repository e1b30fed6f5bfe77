import { EventType } from '../../core/contract/events';
import { Metric } from '../../core/contract/metrics';
import type { FleetNode } from '../../core/fleet/node';
import { avoidedNow, avoidTimedOut } from '../../core/rebalance/avoided-targets';
import { countTimeouts } from '../../core/rebalance/count-timeouts';
import { decideFences, type FenceDecision } from '../../core/rebalance/decide-fences';
import { decideNextLook } from '../../core/rebalance/decide-next-look';
import { adaptedBudgets, adaptMoveLimit, type MoveLimit, watchMoves } from '../../core/rebalance/move-limit';
import { planRebalance } from '../../core/rebalance/plan-rebalance';
import type { RebalancePlan } from '../../core/rebalance/rebalance-plan';
import { countUnserved, longUnserved, type UnservedTicks } from '../../core/rebalance/unserved-shards';
import { countStuck, watchDrains } from '../../core/rebalance/watch-drains';
import type { Turn } from '../ports';
import { keepNews, reportDecisions } from '../report/report-decisions';
import { selectNews } from '../report/select-news';
import { throwAll } from '../throw-all';
import { usableMemory } from '../usable-memory';
import { carryOut } from './carry-out';
import { describeMoveLimit } from './describe-move-limit';
import { describeRebalance } from './describe-rebalance';
import { limitWrites } from './limit-writes';
import { type FleetView, readView } from './read-view';
import { rebalancerMetrics } from './rebalancer-metrics';
import {
  MEMORY_FORMAT,
  type RebalancerMemory,
  type RebalancerPorts,
  type RebalancerSettings,
} from './rebalancer-ports';

/** A further look follows a tick that asked for it. */
type TickKind = 'tick' | 'further look';

/** Shards that one line of the log names. */
const LOGGED_SHARDS = 100;

/**
 * Runs one tick: reads the state anew, plans, keeps the reasons, remembers, acts, reports. It remembers before it acts and
 * reports, so that neither a slow table nor a broken event bus makes it forget since when a node is silent.
 *
 * Returns when the rebalancer must look again before the next tick, by this machine's clock, or `undefined`. A further look
 * is a tick in all but this: what is counted in ticks does not grow.
 *
 * @throws AggregateError of what AWS said instead of listing the group, and to writes; all else is done by then.
 */
export async function runRebalancerTick(
  ports: RebalancerPorts,
  settings: RebalancerSettings,
  kind: TickKind = 'tick',
): Promise<number | undefined> {
  const taken = await ports.table.takeTurn<RebalancerMemory>('rebalancer');
  const { version } = taken;
  const turn: Turn = { controller: 'rebalancer', version };
  const memory = usableMemory(taken, MEMORY_FORMAT);
  const nowMs = ports.clock();
  const view = await readView(ports, settings, memory);
  const formerLeasesUntilMs = formerLeasesEnd(view, settings, memory, ports.clock());
  const recalled = { ...memory, formerLeasesUntilMs };
  const { nodes, fencing, plan, unserved, moveLimit } = decide(view, settings, recalled, version, nowMs, kind);

  const drains = watchDrains(memory?.drains, { ...view, roll: view.switches.roll, nowMs });
  const limited = describeMoveLimit(nodes, settings.policy, moveLimit);
  const decisions = [...describeRebalance(view, fencing, plan, settings.acts), ...limited];
  const { news, lastKept } = selectNews(decisions, memory?.lastKept);
  await keepNews(ports.table, turn, nowMs, news);
  const remembered = {
    formatVersion: MEMORY_FORMAT,
    observations: view.observations,
    nodesReadMs: view.lease.readStartedMs,
    brakedTicks: kind === 'tick' ? fencing.brakedTicks : Math.min(fencing.brakedTicks, memory?.brakedTicks ?? 0),
    isRebalancing: plan?.isRebalancing ?? false,
    lastKept,
    avoided: avoidTimedOut(plan?.changes ?? [], memory?.avoided, nowMs, settings.policy.moveTimeoutSeconds * 1000),
    unserved,
    timeouts: countTimeouts(plan?.changes ?? [], memory?.timeouts, view.shards),
    formerLeasesUntilMs,
    moveLimit: plan && moveLimit ? watchMoves(moveLimit, view.shards, plan, settings.acts) : moveLimit,
    drains,
  };
  if (!(await ports.table.saveMemory<RebalancerMemory>('rebalancer', version, remembered))) {
    ports.log.log('warn', 'a newer tick of the rebalancer is running, so this one leaves it to that', { ...turn });
    return undefined;
  }
  logUnreadable(ports, view);
  const { started, faults } =
    settings.acts && plan ? await carryOut(ports.table, turn, fencing.fences, plan) : { started: 0, faults: [] };
  await reportDecisions(ports, {
    fleetName: settings.fleetName,
    nowMs,
    eventTypeOf: () => EventType.REBALANCE_DECISION,
    decisions,
    news,
    metrics: { ...rebalancerMetrics(view, fencing, plan, started), [Metric.STUCK_DRAINS]: countStuck(drains, nowMs) },
  });
  throwAll(view.groupFault === undefined ? faults : [view.groupFault, ...faults]);
  const { shards, observations, lease, switches } = view;
  return settings.acts && plan
    ? decideNextLook({ nodes, shards, observations, reading: lease, changes: plan.changes, parked: switches.parked })
    : undefined;
}

/**
 * Whoever lost its row may serve until its lease is over, or until its next heartbeat says so. A tick that remembers nothing
 * may come after one that made the rows and got no further.
 */
function formerLeasesEnd(
  { hasAdopted }: FleetView,
  { policy }: RebalancerSettings,
  memory: RebalancerMemory | undefined,
  nowMs: number,
): number {
  const beginsAnew = hasAdopted || memory === undefined;
  const leaseMs = policy.leaseSeconds * 1000;
  return beginsAnew ? nowMs + leaseMs : (memory.formerLeasesUntilMs ?? 0);
}

/** Decisions are reported once; what is damaged stands in the log of each tick. */
function logUnreadable({ log }: RebalancerPorts, { unreadable }: FleetView): void {
  if (unreadable.size > 0) {
    const text = `${unreadable.size} shards get no row, because nobody can read their manifests`;
    log.log('error', text, { code: 'home-unreadable', shards: [...unreadable.keys()].slice(0, LOGGED_SHARDS) });
  }
}

function afterFences(nodes: readonly FleetNode[], { fences }: FenceDecision): readonly FleetNode[] {
  if (fences.length === 0) {
    return nodes;
  }
  const fenced = new Set(fences.map((fence) => fence.nodeId));
  return nodes.map((node) =>
    node.heartbeat && fenced.has(node.id) ? { ...node, heartbeat: { ...node.heartbeat, fenced: true } } : node,
  );
}

interface Decided {
  /** After the fences. */
  readonly nodes: readonly FleetNode[];
  readonly fencing: FenceDecision;
  /** Absent while the fleet is halted, which stops parking too. */
  readonly plan: RebalancePlan | undefined;
  readonly unserved: UnservedTicks;
  readonly moveLimit: MoveLimit | undefined;
}

/** Plans as if every fence succeeded; what depends on one that fails is left out when acting. */
function decide(
  view: FleetView,
  { policy }: RebalancerSettings,
  memory: Partial<RebalancerMemory>,
  version: number,
  nowMs: number,
  kind: TickKind,
): Decided {
  if (view.switches.halted) {
    const { moveLimit } = memory;
    return { nodes: view.nodes, fencing: { fences: [], brakedTicks: 0 }, plan: undefined, unserved: {}, moveLimit };
  }
  const fencing = decideFences(view.nodes, memory.brakedTicks ?? 0);
  const nodes = afterFences(view.nodes, fencing);
  const unserved = kind === 'tick' ? countUnserved(view.shards, nodes, memory.unserved) : (memory.unserved ?? {});
  const moveLimit = adaptMoveLimit(memory.moveLimit, { shards: view.shards, nodes, nowMs }, policy);
  const plan = planRebalance({
    policy: { ...policy, moveBudgets: adaptedBudgets(policy.moveBudgets, moveLimit) },
    nodes,
    shards: view.shards,
    follows: view.follows,
    wordsOnly: view.wordsOnly,
    nowMs,
    version,
    wasRebalancing: memory.isRebalancing ?? false,
    parked: view.switches.parked,
    avoided: avoidedNow(memory.avoided, nowMs),
    timeouts: memory.timeouts,
    formerLeasesMayLast: nowMs < (memory.formerLeasesUntilMs ?? 0),
    unserved: longUnserved(unserved),
  });
  return { nodes, fencing, plan: limitWrites(plan), unserved, moveLimit };
}
