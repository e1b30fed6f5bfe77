import type { FileSystem } from '../copies/file-system';
import { nodeFileSystem } from '../copies/node-file-system';
import type { OpenOrder, ProgramPort, ServiceStat } from '../ports';
import { orAfter } from '../run/repeat';
import { PROGRAM_LIMITS } from './http-program';
import { compareFiles, type SeenFiles, scanFiles } from './scan-files';

/** How often the files are looked at: with many files that is the agent's main work. */
const SCAN_INTERVAL_MS = 5_000;

/** How a service that only finds files is looked at. */
export interface FilesProgramProps {
  /** Monotonic, in milliseconds. */
  readonly clock: () => number;
  /** How long `stats` waits for a look that is under way, in milliseconds. @default 2000 */
  readonly statsMs?: number;
  /** @default - the machine's own */
  readonly disk?: FileSystem;
}

interface WatchedShard {
  readonly order: OpenOrder;
  /** The files that are durable. */
  durable: SeenFiles;
  /** Whether what was written before the files were first looked at is durable too: nobody has told the service to wait. */
  isCovered: boolean;
  /** The files as the flush under way found them. */
  flushing?: SeenFiles;
  /** Since when a change is known. */
  dirtySinceMs?: number;
  dirtyBytes: number;
}

/**
 * Returns the program of a service that knows no agent and just finds directories of files. A shard is dirty once any of its
 * files was written, made or removed, which is noticed within 5 s; a file that only got another link or owner counts as written.
 *
 * Nobody tells such a service to stop: whatever it writes to a shard after the agent closed it, or while a flush reads that
 * very file, is not durable. Use it for files that are written aside and renamed, or hardly ever.
 */
export function filesProgram(props: FilesProgramProps): ProgramPort {
  const { clock, statsMs = PROGRAM_LIMITS.statsMs, disk = nodeFileSystem } = props;
  const shards = new Map<string, WatchedShard>();
  let lookedMs = Number.NEGATIVE_INFINITY;
  let look: Promise<void> | undefined;
  return {
    open: async (order) => {
      const known = shards.get(order.shardId)?.order;
      if (known?.epoch !== order.epoch || known.version !== order.version || known.role !== order.role) {
        shards.set(order.shardId, openedShard(order, await scanFiles(disk, order.directory), clock()));
      }
    },
    flush: async (shardId) => {
      const shard = shards.get(shardId);
      if (shard !== undefined) {
        shard.flushing = await scanFiles(disk, shard.order.directory);
      }
      return undefined;
    },
    durable: async (shardId) => {
      const shard = shards.get(shardId);
      if (shard?.flushing !== undefined) {
        shard.durable = shard.flushing;
        shard.isCovered = true;
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
      if (look === undefined && nowMs - lookedMs >= SCAN_INTERVAL_MS) {
        lookedMs = nowMs;
        look = lookForChanges(disk, [...shards.values()], nowMs).finally(() => {
          look = undefined;
        });
      }
      // The lease hangs on this answer, and a look at very many files takes long.
      await (look && orAfter(look, statsMs));
      return Object.fromEntries([...shards].map(([shardId, shard]) => [shardId, statOf(shard, nowMs)]));
    },
  };
}

function openedShard(order: OpenOrder, found: SeenFiles, nowMs: number): WatchedShard {
  const shard = { order, durable: found, isCovered: order.role === 'follower' };
  const dirtyBytes = owedBytes(shard);
  return { ...shard, dirtyBytes, dirtySinceMs: dirtyBytes > 0 ? nowMs : undefined };
}

/** A flush is owed to what may have been written since the copy was brought up; it stores nothing when nothing was. */
function owedBytes({ isCovered }: Pick<WatchedShard, 'isCovered'>): number {
  return isCovered ? 0 : 1;
}

async function lookForChanges(disk: FileSystem, shards: readonly WatchedShard[], nowMs: number): Promise<void> {
  for (const shard of shards) {
    const dirtyBytes = Math.max(await changedBytes(disk, shard), owedBytes(shard));
    shard.dirtyBytes = dirtyBytes;
    shard.dirtySinceMs = dirtyBytes > 0 ? (shard.dirtySinceMs ?? nowMs) : undefined;
  }
}

/** At least 1 when anything has changed, or when the files cannot be looked at: their flush tells why. */
async function changedBytes(disk: FileSystem, { order, durable }: WatchedShard): Promise<number> {
  try {
    const { isChanged, bytes } = compareFiles(durable, await scanFiles(disk, order.directory));
    return isChanged ? Math.max(bytes, 1) : 0;
  } catch {
    return 1;
  }
}

function statOf({ dirtyBytes, dirtySinceMs }: WatchedShard, nowMs: number): ServiceStat {
  return { load: 0, dirtyBytes, dirtyForMs: dirtySinceMs === undefined ? 0 : nowMs - dirtySinceMs };
}
