import type { OpenOrder, ProgramPort, ServiceStat } from '../ports';
import { compareFiles, type SeenFiles, scanFiles } from './scan-files';

/** How often the files are looked at: with many files that is the agent's main work. */
const SCAN_INTERVAL_MS = 5_000;

interface WatchedShard {
  readonly order: OpenOrder;
  /** The files that are durable. */
  durable: SeenFiles;
  /** The files as the flush under way found them. */
  flushing?: SeenFiles;
  /** Since when a change is known. */
  dirtySinceMs?: number;
  dirtyBytes: number;
}

/**
 * Returns the program of a service that knows no agent and just finds directories of files. A shard is dirty once the time
 * or size of any of its files has changed, which is noticed within 5 s.
 *
 * Nobody tells such a service to stop: whatever it writes to a shard after the agent closed it, or while a flush reads that
 * very file, is not durable. Use it for files that are written aside and renamed, or hardly ever.
 *
 * @param clock monotonic, in milliseconds
 */
export function filesProgram(clock: () => number): ProgramPort {
  const shards = new Map<string, WatchedShard>();
  let scannedMs = Number.NEGATIVE_INFINITY;
  return {
    open: async (order) => {
      const known = shards.get(order.shardId)?.order;
      if (known?.epoch !== order.epoch || known.version !== order.version || known.role !== order.role) {
        shards.set(order.shardId, { order, durable: await scanFiles(order.directory), dirtyBytes: 0 });
      }
    },
    flush: async (shardId) => {
      const shard = shards.get(shardId);
      if (shard !== undefined) {
        shard.flushing = await scanFiles(shard.order.directory);
      }
      return undefined;
    },
    durable: async (shardId) => {
      const shard = shards.get(shardId);
      if (shard?.flushing !== undefined) {
        shard.durable = shard.flushing;
        shard.dirtySinceMs = undefined;
        shard.dirtyBytes = 0;
      }
    },
    close: async (shardId) => {
      shards.delete(shardId);
      return undefined;
    },
    extend: async () => {},
    stats: async () => {
      const nowMs = clock();
      if (nowMs - scannedMs >= SCAN_INTERVAL_MS) {
        scannedMs = nowMs;
        await lookForChanges([...shards.values()], nowMs);
      }
      return Object.fromEntries([...shards].map(([shardId, shard]) => [shardId, statOf(shard, nowMs)]));
    },
  };
}

async function lookForChanges(shards: readonly WatchedShard[], nowMs: number): Promise<void> {
  for (const shard of shards) {
    const { isChanged, bytes } = compareFiles(shard.durable, await scanFiles(shard.order.directory));
    shard.dirtyBytes = isChanged ? Math.max(bytes, 1) : 0;
    shard.dirtySinceMs = isChanged ? (shard.dirtySinceMs ?? nowMs) : undefined;
  }
}

function statOf({ dirtyBytes, dirtySinceMs }: WatchedShard, nowMs: number): ServiceStat {
  return { load: 0, dirtyBytes, dirtyForMs: dirtySinceMs === undefined ? 0 : nowMs - dirtySinceMs };
}
