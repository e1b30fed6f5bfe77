import { AgentError } from '../../agent/errors';
import { manifestKey } from '../../core/contract';
import type { Shard } from '../../core/fleet/shard';
import { parseManifest } from '../../core/home/manifest';
import { OperateError } from '../operate-error';
import type { ObjectVersion, OperatePorts } from '../ports';

/** What the next manifest of a home must follow. */
export interface CurrentHome {
  readonly epoch: number;
  readonly version: number;
  readonly etag: string;
}

/**
 * Returns what the next manifest must follow. Of a damaged one the epoch is taken from the row, which is never behind the
 * seal, and the version from the newest sound one: each damaged version since counts as one more.
 * @throws OperateError when there is no home, or it is damaged and there is no row.
 */
export async function readCurrentHome(
  ports: OperatePorts,
  row: Shard | undefined,
  shardId: string,
  versions: readonly ObjectVersion[],
): Promise<CurrentHome> {
  try {
    const stored = await ports.homes.read(shardId);
    if (stored === undefined) {
      throw new OperateError(`${shardId} has no home; to give it a first one: shard import`);
    }
    const { epoch, version } = stored.manifest;
    return { epoch, version, etag: stored.etag };
  } catch (error) {
    if (!(error instanceof AgentError)) {
      throw error;
    }
    return followDamaged(ports, row, shardId, versions);
  }
}

async function followDamaged(
  ports: OperatePorts,
  row: Shard | undefined,
  shardId: string,
  versions: readonly ObjectVersion[],
): Promise<CurrentHome> {
  const manifests = versions.filter(({ key, sizeBytes }) => key === manifestKey(shardId) && sizeBytes !== undefined);
  const [damaged] = manifests;
  if (row === undefined || damaged === undefined) {
    throw new OperateError(
      `neither its manifest nor the table tells the epoch of ${shardId}; wait for the next tick to make its row`,
    );
  }
  for (const [newer, candidate] of manifests.entries()) {
    const parsed = parseManifest(await ports.versions.manifestText(shardId, candidate.versionId));
    if ('manifest' in parsed) {
      const epoch = Math.max(row.epoch, parsed.manifest.epoch);
      return { epoch, version: parsed.manifest.version + newer, etag: damaged.etag };
    }
  }
  throw new OperateError(`the bucket keeps no readable manifest of ${shardId}, so there is nothing to restore from`);
}
