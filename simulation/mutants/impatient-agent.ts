import type { ShardHappening } from '../../agent/shards/shard-happening';
import { SimulatedAgent } from '../actors/simulated-agent';

/** After so long an agent that has released a shard takes the move for dead. */
const PATIENCE_MS = 1_000;

/** An agent that opens a released shard again by a timer of its own, without reading that the move was cancelled. */
export class ImpatientAgent extends SimulatedAgent {
  private validUntilMs = 0;

  protected override happened(happening: ShardHappening): void {
    super.happened(happening);
    if (happening.kind === 'extended') {
      this.validUntilMs = happening.validUntilMs;
    }
    if (happening.kind === 'stopped') {
      const { shardId, epoch } = happening;
      this.world.clockwork.timer(this, PATIENCE_MS, () => this.resume(shardId, epoch));
    }
  }

  private resume(shardId: string, epoch: number): void {
    if (!this.worker.isFenced()) {
      this.keeper
        .open(shardId, epoch, this.validUntilMs)
        .catch((error: unknown) => this.world.noteFault(this.name, `resume ${shardId}`, error));
    }
  }
}
