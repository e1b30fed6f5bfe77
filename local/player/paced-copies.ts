import type { CopyFile, CopyPort } from '../../agent/ports';
import type { HomeObject, Manifest } from '../../core/home/manifest';
import type { CopyQueue } from './copy-queue';
import type { DemandModel } from './demand-model';

/**
 * Copies with real but small bytes that take as long, in virtual time, as the modelled shards would on the modelled
 * machine.
 */
export class PacedCopies implements CopyPort {
  constructor(
    private readonly copies: CopyPort,
    private readonly queue: CopyQueue,
    private readonly demand: DemandModel,
  ) {}

  /** A shard without a home has nothing to fetch: this is its first placement. */
  async hydrate(shardId: string, manifest: Manifest | undefined): Promise<boolean> {
    const isCopied = this.queue.request(shardId, manifest === undefined ? 0 : this.demand.bytesOf([shardId]));
    return (await this.copies.hydrate(shardId, manifest)) && isCopied;
  }

  endTransfers(): void {
    this.copies.endTransfers();
  }

  async holds(shardId: string, manifest: Manifest): Promise<boolean> {
    return !this.queue.underWay().includes(shardId) && (await this.copies.holds(shardId, manifest));
  }

  files(shardId: string, paths?: readonly string[]): Promise<readonly CopyFile[]> {
    return this.copies.files(shardId, paths);
  }

  upload(shardId: string, epoch: number, file: CopyFile): Promise<HomeObject> {
    return this.copies.upload(shardId, epoch, file);
  }

  drop(shardId: string): Promise<void> {
    this.queue.drop(shardId);
    return this.copies.drop(shardId);
  }

  held(): Promise<readonly string[]> {
    return this.copies.held();
  }

  directory(shardId: string): string {
    return this.copies.directory(shardId);
  }
}
