import type { ShardServicePort } from '../../agent/ports';
import type { Manifest } from '../../core/home/manifest';
import type { WriteRecord } from '../laws/write-record';
import type { CopyQueue } from './copy-queue';
import type { DemandModel } from './demand-model';

/** What a played service is made of. */
export interface PlayedServiceSettings {
  readonly nodeId: string;
  readonly copies: CopyQueue;
  readonly demand: DemandModel;
  readonly record: WriteRecord;
  /** The node's clock. */
  readonly clock: () => number;
}

/**
 * The user's service on a played node: it holds no data, but takes as long to fetch it as it would, and says for the
 * record when it accepts writes.
 */
export class PlayedService implements ShardServicePort {
  constructor(private readonly settings: PlayedServiceSettings) {}

  /** A shard without a home has nothing to fetch: this is its first placement. */
  async hydrate(shardId: string, home: Manifest | undefined): Promise<boolean> {
    const bytes = home === undefined ? 0 : this.settings.demand.bytesOf([shardId]);
    return this.settings.copies.request(shardId, bytes);
  }

  async open(shardId: string, epoch: number, validUntilMs: number, nowMs: number): Promise<void> {
    const { nodeId } = this.settings;
    this.settings.record.append({ kind: 'open', atMs: nowMs, nodeId, shardId, epoch, validUntilMs });
  }

  extend(validUntilMs: number): void {
    const { nodeId } = this.settings;
    this.settings.record.append({ kind: 'extend', atMs: this.settings.clock(), nodeId, validUntilMs });
  }

  async close(shardId: string, nowMs: number): Promise<void> {
    this.settings.record.append({ kind: 'close', atMs: nowMs, nodeId: this.settings.nodeId, shardId });
  }

  async drop(shardId: string): Promise<void> {
    this.settings.copies.drop(shardId);
  }
}
