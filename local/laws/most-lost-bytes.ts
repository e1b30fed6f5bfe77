import type { WriteEvent } from './write-record';

/** Returns the most bytes of shards that crashes of one moment left without an owner. O(events). */
export function mostLostBytes(events: readonly WriteEvent[], bytesOf: (shardIds: readonly string[]) => number): number {
  const served = new Map<string, Set<string>>();
  const lost = new Map<number, number>();
  for (const event of events) {
    const shardIds = served.get(event.nodeId) ?? new Set();
    served.set(event.nodeId, shardIds);
    if (event.kind === 'open') {
      shardIds.add(event.shardId);
    } else if (event.kind === 'close') {
      shardIds.delete(event.shardId);
    } else if (event.kind === 'crash') {
      lost.set(event.atMs, (lost.get(event.atMs) ?? 0) + bytesOf([...shardIds]));
      shardIds.clear();
    }
  }
  return Math.max(0, ...lost.values());
}
