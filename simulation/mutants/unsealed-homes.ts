import type { HomePort, Replacement, StoredManifest } from '../../agent/ports';
import type { Manifest } from '../../core/home/manifest';

/** Homes whose new owner believes to have sealed them, and has written nothing. */
export class UnsealedHomes implements HomePort {
  private readonly claimed = new Map<string, number>();

  constructor(
    private readonly homes: HomePort,
    private readonly nodeId: string,
  ) {}

  async read(shardId: string): Promise<StoredManifest | undefined> {
    const stored = await this.homes.read(shardId);
    const epoch = this.claimed.get(shardId) ?? 0;
    if (stored === undefined || stored.manifest.epoch >= epoch) {
      return stored;
    }
    return { etag: stored.etag, manifest: { ...stored.manifest, epoch, writer: this.nodeId } };
  }

  async replace(manifest: Manifest, etag: string | undefined): Promise<Replacement> {
    const { shardId, epoch } = manifest;
    const before = await this.read(shardId);
    if (etag === undefined || before === undefined || before.manifest.epoch >= epoch) {
      return this.homes.replace(manifest, etag);
    }
    this.claimed.set(shardId, epoch);
    return { kind: 'written', etag };
  }

  list(shardId: string): Promise<readonly string[]> {
    return this.homes.list(shardId);
  }

  remove(keys: readonly string[]): Promise<void> {
    return this.homes.remove(keys);
  }
}
