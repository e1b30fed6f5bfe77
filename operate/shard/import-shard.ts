import type { Shard } from '../../core/fleet/shard';
import { type HomeObject, MANIFEST_FORMAT_VERSION, type Manifest } from '../../core/home/manifest';
import { counted, renderBytes } from '../../output/units';
import { inParallel } from '../in-parallel';
import { OperateError } from '../operate-error';
import type { OperatePorts } from '../ports';
import type { OpenFleet, Report } from '../report';
import { checkShardId } from './check-shard-id';

/** Files stored at once; a large one is stored in several parts at once besides. */
const PARALLEL_FILES = 4;

/**
 * Makes the files of a directory the first home of a shard that was never placed.
 * @throws OperateError when the shard has a home or was placed already.
 */
export async function importShard(fleet: OpenFleet, shardId: string, directory: string): Promise<Report> {
  const { address, ports, progress } = fleet;
  checkShardId(address, shardId);
  refusePlaced(shardId, await ports.rows.read(shardId));
  await refuseHome(ports, shardId);
  const paths = await ports.imports.files(directory);
  if (paths.length === 0) {
    throw new OperateError(`${directory} has no files; give the directory that holds the shard's files`);
  }
  const objects: HomeObject[] = [];
  try {
    await inParallel(paths, PARALLEL_FILES, async (path) => {
      objects.push(await ports.imports.upload(directory, path, shardId));
      progress(`${objects.length} of ${paths.length} files stored`);
    });
  } catch (error) {
    await takeBack(ports, objects, error);
    throw error;
  }
  await writeFirstManifest(ports, shardId, objects);
  const bytes = objects.reduce((total, object) => total + object.sizeBytes, 0);
  const lines = [`${shardId} has its first home: ${counted(objects.length, 'object')}, ${renderBytes(bytes)}`];
  return { value: { shard: shardId, objects: objects.length, bytes }, lines, ok: true };
}

/** What ended the import is what its user has to mend, so a removal that fails does not hide it. */
async function takeBack(ports: OperatePorts, objects: readonly HomeObject[], why: unknown): Promise<void> {
  try {
    await ports.homes.remove(objects.map((object) => object.key));
  } catch (error) {
    const left = `${counted(objects.length, 'object')} stored for it could not be removed (${(error as Error).message})`;
    throw new OperateError(`${(why as Error).message}; ${left}, no manifest names them`, { cause: why });
  }
}

function refusePlaced(shardId: string, row: Shard | undefined): void {
  if (row !== undefined && (row.epoch > 0 || row.owner !== null || row.move !== undefined)) {
    const state = `epoch ${row.epoch}, ${row.owner ?? 'no'} owner${row.move ? ', in a move' : ''}`;
    throw new OperateError(
      `${shardId} was placed already (${state}), so it has data of its own. Import before the first placement: ` +
        'deploy with observeOnly, shard import, deploy without it',
    );
  }
}

async function refuseHome(ports: OperatePorts, shardId: string): Promise<void> {
  const stored = await ports.homes.read(shardId);
  if (stored !== undefined) {
    const { version, epoch } = stored.manifest;
    throw new OperateError(`${shardId} has a home already (version ${version}, epoch ${epoch}); it is left as it is`);
  }
}

/** Two imports, or an import and a first placement, race for the manifest's creation: one of them wins whole. */
async function writeFirstManifest(ports: OperatePorts, shardId: string, objects: HomeObject[]): Promise<void> {
  objects.sort((left, right) => (left.path < right.path ? -1 : 1));
  const manifest: Manifest = {
    formatVersion: MANIFEST_FORMAT_VERSION,
    shardId,
    epoch: 0,
    version: 1,
    writer: 'import',
    objects,
  };
  const outcome = await ports.homes.replace(manifest, undefined);
  if (outcome.kind === 'conflict' && !(await isOurs(ports, manifest))) {
    await ports.homes.remove(objects.map((object) => object.key));
    throw new OperateError(`${shardId} got a home from somebody else while its files were stored; these were removed`);
  }
}

/** A conflict may be with our own write, whose reply was lost: its objects must stay. */
async function isOurs(ports: OperatePorts, manifest: Manifest): Promise<boolean> {
  const stored = await ports.homes.read(manifest.shardId);
  const keys = new Set(stored?.manifest.objects.map((object) => object.key));
  return manifest.objects.some((object) => keys.has(object.key));
}
