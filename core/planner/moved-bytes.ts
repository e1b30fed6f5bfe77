import { NOWHERE } from './fleet-model';
import type { PlanDraft } from './plan-draft';

/** Bytes of the replicas that have a new place. */
export function movedBytes(draft: PlanDraft): number {
  const { state } = draft;
  let bytes = 0;
  for (const replica of draft.movedReplicas()) {
    if (state.holderOf(replica) !== NOWHERE) {
      bytes += state.model.shards.sizeBytes[state.shardOf(replica)] as number;
    }
  }
  return bytes;
}
