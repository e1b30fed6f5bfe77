import type { HomePort, StoredManifest } from '../../../agent/ports';
import type { Manifest } from '../../../core/home/manifest';

/** Manifests in memory, replaced by compare-and-swap. */
export class MemoryHomes implements HomePort {
  readonly manifests = new Map<string, Manifest>();
  /** Every manifest ever written, in order. */
  readonly written: Manifest[] = [];

  async read(shardId: string): Promise<StoredManifest | undefined> {
    const manifest = this.manifests.get(shardId);
    return manifest && { manifest, etag: etagOf(manifest) };
  }

  async replace(manifest: Manifest, etag: string | undefined): Promise<'written' | 'conflict'> {
    const stored = this.manifests.get(manifest.shardId);
    if ((stored && etagOf(stored)) !== etag) {
      return 'conflict';
    }
    this.manifests.set(manifest.shardId, manifest);
    this.written.push(manifest);
    return 'written';
  }
}

function etagOf(manifest: Manifest): string {
  return `"${manifest.epoch}-${manifest.version}-${manifest.writer}"`;
}
