import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AgentHappening } from '../agent-parts';
import type { AgentStatus } from '../agent-status';
import type { TransferStatus } from '../copies/transfer-slots';
import { faultCode } from '../faults/fault-code';

/** Prefix of every metric of the agent. */
const PREFIX = 'elastic_fleet_agent_';
const SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60];

/**
 * The agent's metrics in a registry of its own. About 75 series, and one more for each shard that the node owns: its
 * recovery point.
 */
export class AgentMetrics {
  private readonly registry = new Registry();
  private readonly leaseSeconds = this.gauge('lease_remaining_seconds', 'Time for which the node may accept writes');
  private readonly shards = this.gauge('shards', 'Shards of the node by its role', ['role']);
  private readonly movesUnderWay = this.gauge('moves_under_way', 'Moves of which the node does a step');
  private readonly recoveryPoint = this.gauge(
    'shard_unflushed_seconds',
    'Age of the oldest write that is not durable',
    ['shard'],
  );
  private readonly faultsNow = this.gauge('faults', 'Faults that are not mended yet', ['code']);
  private readonly faults = this.counter('faults_total', 'Failures by name', ['code']);
  private readonly happenings = this.counter('happenings_total', 'What happened to shards', ['kind']);
  private readonly moves = this.counter('move_steps_total', 'Steps of moves that the node did', ['state']);
  private readonly uploaded = this.counter('uploaded_bytes_total', 'Bytes stored in homes');
  private readonly fetched = this.counter('fetched_bytes_total', 'Bytes fetched from homes');
  private readonly transfers = this.gauge('transfers_under_way', 'Parts of objects on their way to or from homes');
  private readonly transferLimit = this.gauge('transfers_limit', 'Parts that may be under way at once');
  private readonly halvings = this.counter(
    'transfers_halved_total',
    'Times that congestion or a full link halved that limit',
  );
  private readonly flushSeconds = this.histogram('flush_seconds', 'Time of flushes of serving shards');
  private readonly releaseSeconds = this.histogram('release_seconds', 'Time from the end of writes to release');
  private readonly takeOverSeconds = this.histogram(
    'take_over_seconds',
    'Time from release to writes, as the target sees',
  );

  /** Takes note of what happened. */
  observe(happening: AgentHappening): void {
    this.happenings.inc({ kind: happening.kind });
    switch (happening.kind) {
      case 'fault':
        this.faults.inc({ code: faultCode(happening.error) });
        break;
      case 'made-durable':
        this.flushSeconds.observe(happening.tookMs / 1000);
        break;
      case 'moved':
        this.moved(happening.state, happening.tookMs);
        break;
      case 'taken-over':
        this.takeOverSeconds.observe(happening.tookMs / 1000);
        break;
      default:
        break;
    }
  }

  addUploaded(bytes: number): void {
    this.uploaded.inc(bytes);
  }

  addFetched(bytes: number): void {
    this.fetched.inc(bytes);
  }

  /** Returns everything in the text format of Prometheus. */
  render(status: AgentStatus): Promise<string> {
    this.leaseSeconds.set(status.leaseRemainingMs / 1000);
    this.shards.set({ role: 'owner' }, status.open.length);
    this.shards.set({ role: 'follower' }, status.followed.length);
    this.movesUnderWay.set(status.movesUnderWay);
    this.recoveryPoint.reset();
    for (const { shardId, stat } of status.open) {
      this.recoveryPoint.set({ shard: shardId }, (stat?.dirtyForMs ?? 0) / 1000);
    }
    this.faultsNow.reset();
    for (const { code } of status.faults) {
      this.faultsNow.inc({ code });
    }
    this.setTransfers(status.transfers);
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  private setTransfers(transfers: TransferStatus | undefined): void {
    if (transfers) {
      this.transfers.set(transfers.underWay);
      this.transferLimit.set(transfers.limit);
      this.halvings.reset();
      this.halvings.inc(transfers.halvings);
    }
  }

  private moved(state: string, tookMs: number): void {
    this.moves.inc({ state });
    if (state === 'releasing') {
      this.releaseSeconds.observe(tookMs / 1000);
    }
  }

  private gauge<Label extends string>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> {
    return new Gauge({ name: PREFIX + name, help, labelNames, registers: [this.registry] });
  }

  private counter<Label extends string>(name: string, help: string, labelNames: Label[] = []): Counter<Label> {
    return new Counter({ name: PREFIX + name, help, labelNames, registers: [this.registry] });
  }

  private histogram(name: string, help: string): Histogram {
    return new Histogram({ name: PREFIX + name, help, buckets: SECONDS, registers: [this.registry] });
  }
}
