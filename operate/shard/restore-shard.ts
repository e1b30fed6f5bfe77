import { isDeepStrictEqual } from 'node:util';
import { type Manifest, parseManifest } from '../../core/home/manifest';
import { counted, renderBytes, renderTime } from '../../output/units';
import { OperateError } from '../operate-error';
import type { ObjectVersion, OperatePorts } from '../ports';
import type { OpenFleet, Report } from '../report';
import { checkShardId } from './check-shard-id';
import { type CurrentHome, readCurrentHome } from './current-home';
import { RESTORE_WRITER } from './locate-shard';
import { type HiddenObject, hiddenObjects, manifestAt } from './plan-restore';
import { refuseServed } from './refuse-served';

/** What an operator asks of a restore. */
export interface RestoreWish {
  readonly shardId: string;
  readonly atMs: number;
  /** Who asks; becomes part of the manifest. */
  readonly user: string;
  /** Without it nothing is written. */
  readonly yes: boolean;
}

/**
 * Makes the home hold again what it held at a time, as a new version: nothing is overwritten, so a restore can be undone
 * by another one. The next owner begins from it.
 * @throws OperateError when a node owns or may serve the shard, or what it held then is not in the bucket any more.
 */
export async function restoreShard(fleet: OpenFleet, wish: RestoreWish): Promise<Report> {
  const { address, ports } = fleet;
  const { shardId, atMs } = wish;
  checkShardId(address, shardId);
  if (atMs > ports.clock()) {
    throw new OperateError(`${renderTime(atMs)} is in the future by this machine's clock; give a past time`);
  }
  const row = await refuseServed(fleet, shardId);
  const versions = await ports.versions.versions(shardId);
  const current = await readCurrentHome(ports, row, shardId, versions);
  const source = manifestAt(shardId, versions, atMs);
  const then = await readThen(ports, shardId, source);
  const hidden = hiddenObjects(then, versions);
  const restored = restoredManifest(then, current, wish.user);
  // A manifest that stands may still name what a lifecycle rule or somebody deleted, or wrote over.
  const isSame = source.isLatest && hidden.length === 0;
  if (wish.yes && !isSame) {
    await write(ports, restored, current, hidden);
  }
  return report(wish, source, restored, hidden, isSame);
}

async function readThen(ports: OperatePorts, shardId: string, source: ObjectVersion): Promise<Manifest> {
  const parsed = parseManifest(await ports.versions.manifestText(shardId, source.versionId));
  if ('faults' in parsed) {
    const when = renderTime(source.modifiedMs);
    throw new OperateError(`the manifest of ${when} is unreadable: ${parsed.faults.join('; ')}. Try another time`);
  }
  return parsed.manifest;
}

function restoredManifest(then: Manifest, { epoch, version }: CurrentHome, user: string): Manifest {
  return { ...then, epoch, version: version + 1, writer: `${RESTORE_WRITER}${user}` };
}

/** Objects first: at no time may a manifest name what is not there. */
async function write(
  ports: OperatePorts,
  restored: Manifest,
  current: CurrentHome,
  hidden: readonly HiddenObject[],
): Promise<void> {
  for (const { key, above } of hidden) {
    for (const versionId of above) {
      await ports.versions.removeVersion(key, versionId);
    }
  }
  const outcome = await ports.homes.replace(restored, current.etag);
  if (outcome.kind === 'conflict' && !(await isWritten(ports, restored))) {
    throw new OperateError(
      `the manifest of ${restored.shardId} changed at this moment, so it has an owner again and was left as it is; ` +
        'first: fleet park --wait',
    );
  }
}

/** A conflict may be with our own write, whose reply was lost. */
async function isWritten(ports: OperatePorts, restored: Manifest): Promise<boolean> {
  const stored = await ports.homes.read(restored.shardId);
  return isDeepStrictEqual(stored?.manifest, restored);
}

function report(
  { shardId, yes }: RestoreWish,
  source: ObjectVersion,
  restored: Manifest,
  hidden: readonly HiddenObject[],
  isSame: boolean,
): Report {
  const bytes = restored.objects.reduce((total, object) => total + object.sizeBytes, 0);
  const what = `${counted(restored.objects.length, 'object')}, ${renderBytes(bytes)}, ${hidden.length} of them deleted or overwritten since`;
  const lines = isSame
    ? [`${shardId} holds now what it held then; nothing to restore`]
    : [
        `manifest of ${renderTime(source.modifiedMs)}: ${what}`,
        yes
          ? `${shardId} is restored as version ${restored.version}; the next owner begins from it: fleet resume`
          : `nothing was written; to write it as version ${restored.version}, repeat with --yes`,
      ];
  const value = {
    shard: shardId,
    manifestOf: new Date(source.modifiedMs).toISOString(),
    versionId: source.versionId,
    version: restored.version,
    epoch: restored.epoch,
    objects: restored.objects.length,
    bytes,
    undeleted: hidden.map(({ key }) => key),
    written: yes && !isSame,
  };
  return { value, lines, ok: true };
}
