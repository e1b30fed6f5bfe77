import { UnreadableManifestError } from '../../agent/errors';
import type { StoredManifest } from '../../agent/ports';
import { homePrefix, manifestKey } from '../../core/contract/object-keys';
import type { Shard } from '../../core/fleet/shard';
import { type Manifest, parseManifest } from '../../core/home/manifest';
import { OperateError } from '../operate-error';
import type { ObjectVersion, OperatePorts } from '../ports';

/** What the next manifest of a home must follow. */
export interface CurrentHome {
  readonly epoch: number;
  readonly version: number;
  /** `undefined`: the manifest was deleted. */
  readonly etag: string | undefined;
}

/**
 * Returns what the next manifest must follow. Of one that is damaged or was deleted the version is taken from the newest
 * sound one: each version since counts as one more. Its epoch is the row's, which is never behind the seal; without a
 * row it is beyond every epoch that the bucket knows of.
 * @throws OperateError when there never was a home, or the bucket keeps no sound manifest of it.
 */
export async function readCurrentHome(
  ports: OperatePorts,
  row: Shard | undefined,
  shardId: string,
  versions: readonly ObjectVersion[],
): Promise<CurrentHome> {
  const stored = await readSound(ports, shardId);
  if (stored !== undefined) {
    const { epoch, version } = stored.manifest;
    return { epoch, version, etag: stored.etag };
  }
  return followPast(ports, row, shardId, versions);
}

/** Returns nothing for a manifest that is damaged or not there. */
async function readSound(ports: OperatePorts, shardId: string): Promise<StoredManifest | undefined> {
  try {
    return await ports.homes.read(shardId);
  } catch (error) {
    if (error instanceof UnreadableManifestError) {
      return undefined;
    }
    throw error;
  }
}

async function followPast(
  ports: OperatePorts,
  row: Shard | undefined,
  shardId: string,
  versions: readonly ObjectVersion[],
): Promise<CurrentHome> {
  const manifests = versions.filter(({ key }) => key === manifestKey(shardId));
  const [latest] = manifests;
  if (latest === undefined) {
    throw new OperateError(`${shardId} has no home; to give it a first one: shard import`);
  }
  for (const [newer, { versionId, sizeBytes }] of manifests.entries()) {
    const sound = sizeBytes === undefined ? undefined : await readVersion(ports, shardId, versionId);
    if (sound !== undefined) {
      const epoch = Math.max(sound.epoch, row?.epoch ?? highestEpoch(shardId, versions) + newer);
      const etag = latest.sizeBytes === undefined ? undefined : latest.etag;
      return { epoch, version: sound.version + newer, etag };
    }
  }
  throw new OperateError(`the bucket keeps no readable manifest of ${shardId}, so there is nothing to restore from`);
}

async function readVersion(ports: OperatePorts, shardId: string, versionId: string): Promise<Manifest | undefined> {
  const parsed = parseManifest(await ports.versions.manifestText(shardId, versionId));
  return 'manifest' in parsed ? parsed.manifest : undefined;
}

/** An object's key tells in which epoch it was stored. */
function highestEpoch(shardId: string, versions: readonly ObjectVersion[]): number {
  const epochs = versions.map(({ key }) => Number.parseInt(key.slice(homePrefix(shardId).length), 10));
  return Math.max(0, ...epochs.filter(Number.isSafeInteger));
}
