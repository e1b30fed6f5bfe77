import type { ShardServicePort } from '../ports';
import type { HeldLease } from './held-lease';

/** The shards that the node's service was told to open, and has open. */
export class ServedShards {
  private readonly openEpochs = new Map<string, number>();
  /** Shards that the service was told to open, whether it answered or not, and has not confirmed to be closed. */
  private readonly told = new Set<string>();

  constructor(
    private readonly nodeId: string,
    private readonly service: ShardServicePort,
    private readonly lease: HeldLease,
  ) {}

  get ids(): readonly string[] {
    return [...this.openEpochs.keys()];
  }

  isTold(shardId: string): boolean {
    return this.told.has(shardId);
  }

  epochOf(shardId: string): number | undefined {
    return this.openEpochs.get(shardId);
  }

  /** False when the lease does not allow it; the next poll asks again. `load` is what its last owner said of it. */
  async open(shardId: string, epoch: number, load?: number): Promise<boolean> {
    if (!this.lease.isWorking || !this.lease.isValid()) {
      return false;
    }
    this.told.add(shardId);
    await this.service.open(shardId, epoch, this.lease.validUntilMs, load);
    this.openEpochs.set(shardId, epoch);
    return true;
  }

  async close(shardId: string): Promise<void> {
    await this.service.close(shardId);
    this.forget(shardId);
  }

  /** Closes all shards, or those that are meant. @throws AggregateError when closing some shards failed; all others are closed by then. */
  async closeAll(isMeant: (shardId: string) => boolean = () => true): Promise<void> {
    const shardIds = [...this.told].filter(isMeant);
    const outcomes = await Promise.allSettled(shardIds.map((shardId) => this.close(shardId)));
    const faults = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    if (faults.length > 0) {
      throw new AggregateError(faults, `${this.nodeId} could not close ${faults.length} shards`);
    }
  }

  /** A shard that is open here in an earlier epoch is given back to its own node: its writes are made durable first. */
  async closeEarlier(shardId: string, epoch: number): Promise<void> {
    const openEpoch = this.openEpochs.get(shardId);
    if (openEpoch !== undefined && openEpoch < epoch) {
      await this.close(shardId);
    }
  }

  /** Takes note that the service has the shard no more. */
  forget(shardId: string): void {
    this.openEpochs.delete(shardId);
    this.told.delete(shardId);
  }
}
