import { isCount } from '../is-count';
/** The only manifest format so far; a reader refuses a newer one. */
export const MANIFEST_FORMAT_VERSION = 1;

/** One object of a shard's home: one file of its copy on a node. */
export interface HomeObject {
  /** The file's path in the copy, relative and with `/` between its parts. */
  readonly path: string;
  readonly key: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** What is durable of a shard: replaced as a whole, only by If-Match. */
export interface Manifest {
  readonly formatVersion: number;
  readonly shardId: string;
  /** The owner's epoch; a manifest of epoch e is never written once e+1 is sealed. */
  readonly epoch: number;
  /** Grows with every write; `flush` returns it. */
  readonly version: number;
  /** Node that wrote it. */
  readonly writer: string;
  readonly objects: readonly HomeObject[];
}

/** The manifest with which a new owner shuts the old epoch out; carries the objects over. */
export function sealManifest(
  current: Manifest | undefined,
  owner: { readonly shardId: string; readonly nodeId: string; readonly epoch: number },
): Manifest {
  return {
    formatVersion: MANIFEST_FORMAT_VERSION,
    shardId: owner.shardId,
    epoch: owner.epoch,
    version: (current?.version ?? 0) + 1,
    writer: owner.nodeId,
    objects: current?.objects ?? [],
  };
}

/** What a new owner does about the manifest it read. */
export type SealStep =
  | { readonly kind: 'write'; readonly manifest: Manifest }
  | { readonly kind: 'sealed' }
  | { readonly kind: 'superseded'; readonly byEpoch: number };

/**
 * Returns the next step of sealing, from the manifest as just read (`undefined`: none yet). A manifest of one's own
 * epoch and name is a lost reply and counts as success; a higher epoch means that ownership is gone. Pure, O(1).
 */
export function decideSeal(
  current: Manifest | undefined,
  owner: { readonly shardId: string; readonly nodeId: string; readonly epoch: number },
): SealStep {
  if (current && current.epoch > owner.epoch) {
    return { kind: 'superseded', byEpoch: current.epoch };
  }
  if (current && current.epoch === owner.epoch) {
    return current.writer === owner.nodeId ? { kind: 'sealed' } : { kind: 'superseded', byEpoch: current.epoch };
  }
  return { kind: 'write', manifest: sealManifest(current, owner) };
}

/** A manifest, or every reason why the text is none. */
export type ManifestParse = { readonly manifest: Manifest } | { readonly faults: readonly string[] };

/** Returns the manifest in a JSON text, or all of its faults. Never throws. O(objects). */
export function parseManifest(text: string): ManifestParse {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { faults: ['the manifest is not JSON; it may be truncated'] };
  }
  const faults = manifestFaults(value);
  return faults.length > 0 ? { faults } : { manifest: value as Manifest };
}

function manifestFaults(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return ['the manifest is not an object'];
  }
  const manifest = value as Partial<Record<keyof Manifest, unknown>>;
  if (manifest.formatVersion !== MANIFEST_FORMAT_VERSION) {
    return [`manifest format ${String(manifest.formatVersion)} is not ${MANIFEST_FORMAT_VERSION}; update this node`];
  }
  const faults: string[] = [];
  if (typeof manifest.shardId !== 'string') faults.push('shardId is not a string');
  if (typeof manifest.writer !== 'string') faults.push('writer is not a string');
  if (!isCount(manifest.epoch)) faults.push('epoch is not a whole number');
  if (!isCount(manifest.version)) faults.push('version is not a whole number');
  if (!Array.isArray(manifest.objects)) {
    faults.push('objects is not a list');
  } else {
    manifest.objects.forEach((entry, index) => {
      if (!isHomeObject(entry)) faults.push(`objects[${index}] has no sound path, key, sizeBytes or sha256`);
    });
  }
  return faults;
}

function isHomeObject(value: unknown): value is HomeObject {
  const entry = value as Partial<HomeObject> | null;
  return (
    isSoundPath(entry?.path) && typeof entry?.key === 'string' && isCount(entry.sizeBytes) && isSha256(entry.sha256)
  );
}

/** Whether a path stays inside the copy's directory and names no file that is the service's alone. */
function isSoundPath(value: unknown): boolean {
  return typeof value === 'string' && value.split('/').every((part) => part !== '' && !part.startsWith('.'));
}

function isSha256(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
