import { SUSPENDED_PROCESSES } from '../../core/contract/deployment';
import type { DecisionRecord } from '../../core/decision';
import type { GroupState } from '../../core/fleet/node';
import { scalingRecord } from '../../core/scaling/scaling-decision';
import type { GroupPort } from '../ports';
import { heldByFault } from './held-by-fault';

/**
 * Returns the decision to suspend what would make the group a second writer of its size (Law 1), or nothing while all
 * of it is suspended. AZRebalance ends healthy nodes to even zones out.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
 */
export function decideGuard(group: GroupState, acts: boolean): DecisionRecord | undefined {
  const running = SUSPENDED_PROCESSES.filter((name) => !group.suspendedProcesses.includes(name));
  if (running.length === 0) {
    return undefined;
  }
  const text = `${running.join(', ')} was running on the group and could end nodes that hold shards`;
  const reason = { code: 'second-writer', text };
  return { kind: 'suspend-processes', reason, acts, details: { processes: running.join(' ') } };
}

/** Suspends what the group must never do by itself. Returns the decision, or a hold if that failed: the size must not wait for it. */
export async function actOnGuard(
  group: GroupPort,
  decision: DecisionRecord,
  faults: unknown[],
): Promise<DecisionRecord> {
  try {
    await group.suspendProcesses(SUSPENDED_PROCESSES);
    return decision;
  } catch (error) {
    return scalingRecord(heldByFault(decision.kind, error, faults), false);
  }
}
