import type { FenceDecision } from '../../core/rebalance/decide-fences';
import type { MoveOrder, RebalancePlan } from '../../core/rebalance/plan-rebalance';
import type { MoveChange } from '../../core/rebalance/settle-move';
import type { SubjectDecision } from '../report/select-news';

/**
 * Returns a tick's decisions as they are reported; `undefined` for the plan while the fleet is halted. In observe-only mode
 * none of them acts, so that one which repeats each minute is reported once.
 */
export function describeRebalance(
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
    ...Object.entries(plan.held).map(([code, count]) =>
      hold(`held ${code}`, code, `${count} shards wait: ${code}`, true),
    ),
  ];
  return decisions.length > 0 ? decisions : [quiet(plan)];
}

function quiet(plan: RebalancePlan): SubjectDecision {
  const text = `nothing to move: max/mean load ${plan.maxOverMean.toFixed(2)}, ${plan.movesInFlight} moves in flight`;
  return hold('fleet', plan.movesInFlight > 0 ? 'moves-in-flight' : 'balanced', text, false);
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
  const details = { shard: order.shard.id, move: id, from, to };
  return { subject: order.shard.id, decision: { kind: 'move', reason: order.reason, acts, details } };
}
