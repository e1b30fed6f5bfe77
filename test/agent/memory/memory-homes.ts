import type { HomePort, Replacement, StoredManifest } from '../../../agent/ports';
import { homePrefix } from '../../../core/contract/object-keys';
import type { Manifest } from '../../../core/home/manifest';

/** Manifests in memory, replaced by compare-and-swap. */
export class MemoryHomes implements HomePort {
  readonly manifests = new Map<string, Manifest>();
  /** Contents of data objects by key. */
  readonly objects = new Map<string, string>();
  /** Every manifest ever written, in order. */
  readonly written: Manifest[] = [];

  /** Happens just before each replacement reaches the homes. */
  beforeReplace: (manifest: Manifest) => void = () => {};

  async read(shardId: string): Promise<StoredManifest | undefined> {
    const manifest = this.manifests.get(shardId);
    return manifest && { manifest, etag: etagOf(manifest) };
  }

  async replace(manifest: Manifest, etag: string | undefined): Promise<Replacement> {
    this.beforeReplace(manifest);
    const stored = this.manifests.get(manifest.shardId);
    if ((stored && etagOf(stored)) !== etag) {
      return { kind: 'conflict' };
    }
    this.manifests.set(manifest.shardId, manifest);
    this.written.push(manifest);
    return { kind: 'written', etag: etagOf(manifest) };
  }

  async list(shardId: string): Promise<readonly string[]> {
    return [...this.objects.keys()].filter((key) => key.startsWith(homePrefix(shardId)));
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.objects.delete(key);
    }
  }
}

/** The same homes, some of whose calls fare differently. */
export function faultyHomes(homes: MemoryHomes, changed: Partial<HomePort>): HomePort {
  return Object.assign(Object.create(homes), changed);
}

function etagOf(manifest: Manifest): string {
  return `"${manifest.epoch}-${manifest.version}-${manifest.writer}"`;
}
