import type { HomeObject, Manifest } from '../../core/home/manifest';
import { MANIFEST_FORMAT_VERSION } from '../../core/home/manifest';
import { inParallel } from '../copies/in-parallel';
import { ContendedHomeError, MissingManifestError, OwnershipLostError } from '../errors';
import type { CopyFile, CopyPort, HomePort, StoredManifest } from '../ports';

/** The owner whose copy is flushed, and the manifest that it last wrote or read in its epoch. */
export interface FlushOrder {
  readonly shardId: string;
  readonly nodeId: string;
  readonly epoch: number;
  readonly stored: StoredManifest;
  /** The last flush failed: the home is looked at first, so that nothing is stored again and again for one that takes nothing. */
  readonly isRepeated?: boolean;
  /** Keys of what was stored by flushes that failed, and is named by no manifest yet; this one adds its own. */
  readonly unnamedKeys: Set<string>;
  /** Files to make durable; all of the copy's when absent. */
  readonly paths: readonly string[] | undefined;
}

/** Files of one shard that are stored at once; the node's slots bound those of all. */
const FILES_AT_ONCE = 16;

/** Conflicts before a flush gives up; in its own epoch an owner conflicts only with its own lost replies. */
const MAX_CONFLICTS = 5;

/**
 * Makes the copy's files durable and returns the manifest that says so: files that changed become new objects, then the
 * manifest is replaced. Writes nothing when nothing changed.
 *
 * @throws OwnershipLostError once the home carries another owner's seal, MissingManifestError when somebody deleted the
 * manifest; nothing was written then.
 */
export async function flushHome(homes: HomePort, copies: CopyPort, order: FlushOrder): Promise<StoredManifest> {
  const { shardId, paths } = order;
  const stored = order.isRepeated ? await readOwn(homes, order) : order.stored;
  const files = await copies.files(shardId, paths);
  keepUsable(order.unnamedKeys, files);
  const known = new Set(stored.manifest.objects.map((object) => object.key));
  // Nothing may be left under way after a failure: each further attempt would put all files in line once more.
  const objects = await inParallel(files, FILES_AT_ONCE, (file) => objectOf(copies, order, known, file));
  objects.sort((left, right) => (left.path < right.path ? -1 : 1));
  return commit(homes, { ...order, stored }, objects);
}

/** What files have changed since is garbage: of a flush that fails for long it would become more and more. */
function keepUsable(unnamedKeys: Set<string>, files: readonly CopyFile[]): void {
  const usable = new Set(files.map(({ stored }) => stored?.key));
  for (const key of unnamedKeys) {
    if (!usable.has(key)) {
      unnamedKeys.delete(key);
    }
  }
}

async function objectOf(
  copies: CopyPort,
  { shardId, epoch, unnamedKeys }: FlushOrder,
  known: ReadonlySet<string>,
  file: CopyFile,
): Promise<HomeObject> {
  if (file.stored && (known.has(file.stored.key) || unnamedKeys.has(file.stored.key))) {
    return file.stored;
  }
  const object = await copies.upload(shardId, epoch, file);
  unnamedKeys.add(object.key);
  return object;
}

/** A refused write is read back: what is there in our own name is a write of ours whose reply was lost. */
async function commit(homes: HomePort, order: FlushOrder, objects: readonly HomeObject[]): Promise<StoredManifest> {
  let stored = order.stored;
  for (let attempt = 0; attempt < MAX_CONFLICTS; attempt += 1) {
    if (holdsSame(stored.manifest, objects)) {
      return stored;
    }
    const manifest = nextManifest(stored.manifest, order, objects);
    const outcome = await homes.replace(manifest, stored.etag);
    if (outcome.kind === 'written') {
      return { manifest, etag: outcome.etag };
    }
    stored = await readOwn(homes, order);
  }
  throw new ContendedHomeError(`${order.shardId}: its manifest changed ${MAX_CONFLICTS} times while it was flushed`);
}

function nextManifest(current: Manifest, order: FlushOrder, objects: readonly HomeObject[]): Manifest {
  const { shardId, epoch, nodeId } = order;
  return {
    formatVersion: MANIFEST_FORMAT_VERSION,
    shardId,
    epoch,
    version: current.version + 1,
    writer: nodeId,
    objects,
  };
}

async function readOwn(homes: HomePort, { shardId, nodeId, epoch }: FlushOrder): Promise<StoredManifest> {
  const stored = await homes.read(shardId);
  if (stored === undefined) {
    throw new MissingManifestError(
      `${shardId}: ${nodeId} has sealed its home in epoch ${epoch}, but its manifest is gone`,
    );
  }
  const { manifest } = stored;
  if (manifest.epoch !== epoch || manifest.writer !== nodeId) {
    const found = `epoch ${manifest.epoch} of ${manifest.writer}`;
    throw new OwnershipLostError(`${shardId}: ${nodeId} flushed in epoch ${epoch}, but its home holds ${found}`);
  }
  return stored;
}

function holdsSame(manifest: Manifest, objects: readonly HomeObject[]): boolean {
  const keys = new Set(manifest.objects.map((object) => object.key));
  return keys.size === objects.length && objects.every((object) => keys.has(object.key));
}
