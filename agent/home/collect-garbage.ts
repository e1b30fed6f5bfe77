import { homePrefix } from '../../core/contract/object-keys';
import type { HomePort } from '../ports';

/** When an object was first seen to be referenced by no manifest, by key, on the node's monotonic clock. */
export type UnreferencedSince = ReadonlyMap<string, number>;

/** The owner on whose behalf garbage is collected. */
export interface GarbageOrder {
  readonly shardId: string;
  readonly nodeId: string;
  readonly epoch: number;
  readonly nowMs: number;
  /** An object goes after it was seen unreferenced for this long. */
  readonly graceMs: number;
  readonly since: UnreferencedSince;
  /** Keys that no manifest names yet, but the next flush may; those that are deleted are taken out. */
  readonly unnamedKeys: Set<string>;
  /** Whether the owner still has its lease. */
  readonly isValid: () => boolean;
}

/** What was deleted, and what to remember for the next time. */
export interface GarbageOutcome {
  readonly removed: readonly string[];
  readonly since: UnreferencedSince;
}

/**
 * Deletes what the shard's manifest has not referenced for the grace time. Only the sealed owner may: it lists first and
 * reads the manifest afterwards, and never touches an object of a later epoch, which a new owner may be about to commit.
 * Must not run beside a flush of the same shard, whose objects are not referenced yet.
 */
export async function collectGarbage(homes: HomePort, order: GarbageOrder): Promise<GarbageOutcome> {
  const keys = await homes.list(order.shardId);
  const stored = await homes.read(order.shardId);
  if (stored?.manifest.epoch !== order.epoch || stored.manifest.writer !== order.nodeId) {
    return { removed: [], since: new Map() };
  }
  const referenced = new Set(stored.manifest.objects.map((object) => object.key));
  const since = new Map<string, number>();
  const removed: string[] = [];
  for (const key of keys) {
    if (referenced.has(key) || !isOurs(key, order)) {
      continue;
    }
    const firstSeenMs = order.since.get(key) ?? order.nowMs;
    if (order.nowMs - firstSeenMs >= order.graceMs) {
      removed.push(key);
    } else {
      since.set(key, firstSeenMs);
    }
  }
  if (removed.length === 0) {
    return { removed, since };
  }
  // A process that stood still after it read the manifest may be called dead, and the shard restored to what is garbage here.
  if (!order.isValid()) {
    return { removed: [], since: order.since };
  }
  for (const key of removed) {
    order.unnamedKeys.delete(key);
  }
  await homes.remove(removed);
  return { removed, since };
}

/** Whether the object was written in this epoch or an earlier one. */
function isOurs(key: string, { shardId, epoch }: GarbageOrder): boolean {
  const [epochPart = ''] = key.slice(homePrefix(shardId).length).split('/');
  return /^\d+$/.test(epochPart) && Number(epochPart) <= epoch;
}
