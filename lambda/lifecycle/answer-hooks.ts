import type { LifecycleDecision } from '../../core/lifecycle/decide-lifecycle';
import type { GroupPort } from '../ports';
import type { SubjectDecision } from '../report/select-news';
import type { LifecycleSettings } from './lifecycle-ports';

/** Answers the hooks as decided. An action that is no longer pending was answered before, or timed out: both are fine. */
export async function answerHooks(
  group: GroupPort,
  settings: LifecycleSettings,
  decisions: readonly LifecycleDecision[],
): Promise<void> {
  for (const { kind, instanceId } of decisions) {
    if (kind === 'continue-launch') {
      await group.completeHook({ hookName: settings.launchHookName, instanceId, result: 'CONTINUE' });
    } else if (kind === 'continue-termination') {
      await group.completeHook({ hookName: settings.terminateHookName, instanceId, result: 'CONTINUE' });
    } else if (kind === 'extend') {
      await group.extendHook({ hookName: settings.terminateHookName, instanceId });
    }
  }
}

/** Returns the decisions as they are reported. An extension repeats while shards leave, so it counts as one that lasts. */
export function lifecycleRecords(decisions: readonly LifecycleDecision[]): readonly SubjectDecision[] {
  return decisions.map(({ kind, reason, instanceId }) => ({
    subject: instanceId,
    decision: { kind, reason, acts: kind.startsWith('continue'), details: { instanceId } },
  }));
}
