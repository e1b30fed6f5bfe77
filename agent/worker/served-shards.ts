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
    private readonly lease: Pick<HeldLease, 'isWorking' | 'isValid' | 'validUntilMs'>,
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
    const faults: ClosingFault[] = [];
    const close = (shardId: string) =>
      this.close(shardId).catch((error: unknown) => {
        faults.push({ shardId, error });
      });
    await Promise.all(shardIds.map(close));
    if (faults.length > 0) {
      const errors = faults.map(({ error }) => error);
      throw new AggregateError(errors, `${this.nodeId} could not close ${faults.length} shards: ${listOf(faults)}`);
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

interface ClosingFault {
  readonly shardId: string;
  readonly error: unknown;
}

/** Thousands of shards commonly fail for one reason. */
const MOST_NAMED = 3;

function listOf(faults: readonly ClosingFault[]): string {
  const named = faults.slice(0, MOST_NAMED).map(({ shardId, error }) => `${shardId}: ${String(error)}`);
  const others = faults.length - named.length;
  return [...named, ...(others > 0 ? [`and ${others} more`] : [])].join('; ');
}
