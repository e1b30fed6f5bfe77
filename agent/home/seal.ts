import { decideSeal } from '../../core/home/manifest';
import type { HomePort } from '../ports';

/** A new owner of a shard. */
export interface Sealer {
  readonly shardId: string;
  readonly nodeId: string;
  readonly epoch: number;
}

/** Conflicts before sealing gives up until the next poll; each means that the old owner flushed once more. */
const MAX_CONFLICTS = 5;

/**
 * Shuts the old epoch out of the shard's home. Returns `sealed` once the manifest carries the owner's epoch, and
 * `superseded` when it carries a higher one. A refused write is read back: a lost reply of one's own is success.
 * `conflict` asks to be called again.
 */
export async function seal(homes: HomePort, owner: Sealer): Promise<'sealed' | 'superseded' | 'conflict'> {
  for (let attempt = 0; attempt < MAX_CONFLICTS; attempt += 1) {
    const stored = await homes.read(owner.shardId);
    const step = decideSeal(stored?.manifest, owner);
    if (step.kind !== 'write') {
      return step.kind;
    }
    const outcome = await homes.replace(step.manifest, stored?.etag);
    if (outcome.kind === 'written') {
      return 'sealed';
    }
  }
  return 'conflict';
}
