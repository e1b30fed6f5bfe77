import { OwnershipLostError } from '../errors';
import { flushHome } from '../home/flush-home';
import { noteFlushed } from './heard-stat';
import type { OpenShard } from './open-shard';
import type { ShardKeeperParts } from './shard-keeper-parts';

/** A version that is durable. */
export interface FlushedVersion {
  readonly epoch: number;
  readonly version: number;
}

/**
 * Makes what the program has accepted durable, while it goes on.
 * @throws OwnershipLostError when another owner has sealed the home.
 */
export async function flushServing(
  parts: ShardKeeperParts,
  shardId: string,
  shard: OpenShard,
): Promise<FlushedVersion> {
  const startedMs = parts.clock();
  const paths = await parts.program.flush(shardId, shard.epoch);
  const version = await store(parts, shardId, shard, paths);
  noteFlushed(shard, startedMs);
  // The writes are durable whether the program hears of it or not.
  await parts.program
    .durable(shardId, shard.epoch, version)
    .catch((error: unknown) => parts.onHappening({ kind: 'fault', shardId, error }));
  return { epoch: shard.epoch, version };
}

/** Makes the last writes of a closed shard durable. A home that another owner has sealed takes nothing more: they are named and lost. */
export async function flushStopped(
  parts: ShardKeeperParts,
  shardId: string,
  shard: OpenShard,
  paths: readonly string[] | undefined,
): Promise<void> {
  try {
    await store(parts, shardId, shard, paths);
  } catch (error) {
    if (!(error instanceof OwnershipLostError)) {
      throw error;
    }
    parts.onHappening({ kind: 'lost', shardId, epoch: shard.epoch, error });
  }
}

async function store(
  { nodeId, homes, copies, onHappening }: ShardKeeperParts,
  shardId: string,
  shard: OpenShard,
  paths: readonly string[] | undefined,
): Promise<number> {
  const { epoch, stored, hasFlushFailed: isRepeated, unnamedKeys } = shard;
  shard.hasFlushFailed = true;
  // A manifest that names them may come late: they are garbage only if no flush has tried to for the whole grace time.
  shard.since = new Map([...shard.since].filter(([key]) => !unnamedKeys.has(key)));
  shard.stored = await flushHome(homes, copies, { shardId, nodeId, epoch, stored, isRepeated, unnamedKeys, paths });
  shard.hasFlushFailed = false;
  unnamedKeys.clear();
  shard.owedSinceMs = undefined;
  const { version } = shard.stored.manifest;
  if (version !== stored.manifest.version) {
    onHappening({ kind: 'flushed', shardId, epoch, version });
  }
  return version;
}
