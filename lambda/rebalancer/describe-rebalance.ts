import type { FenceDecision } from '../../core/rebalance/decide-fences';
import type { FollowOrder, MoveOrder, RebalancePlan } from '../../core/rebalance/rebalance-plan';
import type { MoveChange } from '../../core/rebalance/settle-move';
import type { SubjectDecision } from '../report/select-news';
import type { FleetView } from './read-view';

/** So many nodes, homes or rows of which something is wrong are reported one by one: each is remembered until it is over. */
const REPORTED_EACH = 50;

/**
 * Returns a tick's decisions as they are reported; `undefined` for the plan while the fleet is halted. In observe-only mode
 * none of them acts, so that one which repeats each minute is reported once.
 */
export function describeRebalance(
  view: Pick<FleetView, 'nodes' | 'shards' | 'unreadable' | 'switches'>,
  fencing: FenceDecision,
  plan: RebalancePlan | undefined,
  acts: boolean,
): readonly SubjectDecision[] {
  if (plan === undefined) {
    return [hold('fleet', 'halted', 'an operator halted the fleet', false)];
  }
  const decisions = [
    ...(fencing.brake ? [hold('take-over', fencing.brake.code, fencing.brake.text, true)] : []),
    ...fencing.fences.map((fence) => fenceDecision(fence.nodeId, fence.counter, acts)),
    ...plan.changes.map((change) => changeDecision(change, acts)),
    ...plan.orders.map((order) => orderDecision(order, acts)),
    ...plan.follows.map((order) => followDecision(order, acts)),
    ...Object.entries(plan.held).map(([code, count]) =>
      hold(`held ${code}`, code, `${count} shards wait: ${code}`, true),
    ),
    ...unreadableHomes(view),
    ...unreadableRows(view),
    ...refusals(view),
  ];
  return decisions.length > 0 ? decisions : [quiet(view, plan)];
}

function quiet({ switches }: Pick<FleetView, 'switches'>, plan: RebalancePlan): SubjectDecision {
  if (switches.parked) {
    const text = `the fleet is parked: nothing is placed, ${plan.movesInFlight} shards are being let go`;
    return hold('fleet', plan.movesInFlight > 0 ? 'parking' : 'parked', text, false);
  }
  const text = `nothing to move: max/mean load ${plan.maxOverMean.toFixed(2)}, ${plan.movesInFlight} moves in flight`;
  const unmet = [...(plan.balance?.unmet ?? []), ...(plan.tooHot ? [plan.tooHot] : [])];
  if (plan.movesInFlight > 0 || unmet.length === 0) {
    return hold('fleet', plan.movesInFlight > 0 ? 'moves-in-flight' : 'balanced', text, false);
  }
  return hold('fleet', 'cannot-balance', [text, ...unmet].join('; '), false);
}

function unreadableHomes({ unreadable }: Pick<FleetView, 'unreadable'>): readonly SubjectDecision[] {
  return [...unreadable].slice(0, REPORTED_EACH).map(([shardId, why]) => {
    const text = `${shardId} gets no row, because nobody can read its manifest: ${why}`;
    return hold(`home ${shardId}`, 'home-unreadable', text, true);
  });
}

function unreadableRows({ shards }: Pick<FleetView, 'shards'>): readonly SubjectDecision[] {
  return shards
    .filter((shard) => shard.unreadable)
    .slice(0, REPORTED_EACH)
    .map(({ id, unreadable = [] }) => {
      const text = `${id} is left as it is, because nobody can read of its row: ${unreadable.join(', ')}`;
      return hold(`row ${id}`, 'row-unreadable', text, true);
    });
}

function refusals({ nodes }: Pick<FleetView, 'nodes'>): readonly SubjectDecision[] {
  const refusing = nodes.filter((node) => node.state !== 'down' && node.heartbeat?.refuses !== undefined);
  return refusing
    .slice(0, REPORTED_EACH)
    .map(({ id, heartbeat }) =>
      hold(`refusal ${id}`, 'node-refuses', `${id} takes no shards: ${heartbeat?.refuses}`, true),
    );
}

function hold(subject: string, code: string, text: string, wanted: boolean): SubjectDecision {
  return { subject, decision: { kind: 'hold', reason: { code, text }, acts: false, details: { wanted } } };
}

function fenceDecision(nodeId: string, counter: number, acts: boolean): SubjectDecision {
  const text = `${nodeId} did not renew its lease beyond counter ${counter}: it is taken for dead`;
  const reason = { code: 'lease-over', text };
  return { subject: nodeId, decision: { kind: 'fence', reason, acts, details: { node: nodeId, counter } } };
}

function changeDecision(change: MoveChange, acts: boolean): SubjectDecision {
  const details = { shard: change.shard.id, move: change.shard.move?.id ?? null };
  return { subject: change.shard.id, decision: { kind: change.event, reason: change.reason, acts, details } };
}

function orderDecision(order: MoveOrder, acts: boolean): SubjectDecision {
  const { id, from, to } = order.move;
  const details = { shard: order.shard.id, move: id, from, to, ...order.balance };
  const kind = to === null ? 'release' : 'move';
  return { subject: order.shard.id, decision: { kind, reason: order.reason, acts, details } };
}

function followDecision({ shard, followers, reason }: FollowOrder, acts: boolean): SubjectDecision {
  const details = { shard: shard.id, followers: followers.join(' ') };
  return { subject: shard.id, decision: { kind: 'follow', reason, acts, details } };
}
