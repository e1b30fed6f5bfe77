import type { LifecycleDecision } from '../../core/lifecycle/decide-lifecycle';
import type { GroupPort } from '../ports';
import type { SubjectDecision } from '../report/select-news';
import type { LifecycleSettings } from './lifecycle-ports';

/**
 * Answers the hooks as decided, and returns what failed: an instance that AWS refuses must not let the hooks of all others time
 * out. An action that is no longer pending was answered before, or timed out: both are fine.
 */
export async function answerHooks(
  group: GroupPort,
  settings: LifecycleSettings,
  decisions: readonly LifecycleDecision[],
): Promise<readonly unknown[]> {
  const faults: unknown[] = [];
  for (const decision of decisions) {
    try {
      await answerHook(group, settings, decision);
    } catch (error) {
      faults.push(error);
    }
  }
  return faults;
}

async function answerHook(
  group: GroupPort,
  { launchHookName, terminateHookName }: LifecycleSettings,
  { kind, instanceId }: LifecycleDecision,
): Promise<void> {
  if (kind === 'continue-launch') {
    await group.completeHook({ hookName: launchHookName, instanceId, result: 'CONTINUE' });
  } else if (kind === 'continue-termination') {
    await group.completeHook({ hookName: terminateHookName, instanceId, result: 'CONTINUE' });
  } else if (kind === 'extend') {
    await group.extendHook({ hookName: terminateHookName, instanceId });
  }
}

/** Returns the decisions as they are reported. An extension repeats while shards leave, so it counts as one that lasts. */
export function lifecycleRecords(decisions: readonly LifecycleDecision[]): readonly SubjectDecision[] {
  return decisions.map(({ kind, reason, instanceId }) => ({
    subject: instanceId,
    decision: { kind, reason, acts: kind.startsWith('continue'), details: { instanceId } },
  }));
}
