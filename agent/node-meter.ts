import type { AgentParts } from './agent-parts';
import { unflushedSeconds } from './agent-status';
import type { OpenShardStat } from './due-for-flush';
import type { AgentAction, FaultList } from './faults/fault-list';
import type { FollowedShards } from './followers/followed-shards';
import type { MachineMeasurement } from './ports';
import type { ServiceWatch } from './program/service-watch';
import type { ShardKeeper } from './shards/shard-keeper';
import type { NodeMeasurement } from './worker/node-identity';

/** Tries something; what fails is noted as a fault of the action and rejects nothing. */
export type Attempt = (action: AgentAction, work: () => Promise<unknown>) => Promise<unknown>;

/** What the service's silence means for new shards. */
const NO_ANSWER = 'the service does not answer';
const OCCUPIED = 'the service has shards open from an earlier agent';

/** Why the node wants no more shards, whatever the machine measures; `isHard` when it cannot take any. */
interface Refusal {
  readonly reason: string;
  readonly isHard: boolean;
}

/** Puts together what a heartbeat says of the node. What cannot be measured stays as last measured: the lease is renewed. */
export class NodeMeter {
  private refusal: Refusal | undefined;
  private machine: MachineMeasurement = { metrics: {}, usedBytes: 0, capacityBytes: 0 };

  constructor(
    private readonly parts: Pick<AgentParts, 'machine' | 'version' | 'transfers'>,
    private readonly keeper: ShardKeeper,
    private readonly faults: FaultList,
    private readonly openShards: () => readonly OpenShardStat[],
    private readonly watch: ServiceWatch,
    private readonly followed: FollowedShards,
  ) {}

  /** Takes no more shards for good; a node that cannot take any goes on saying so, e.g. when a recommendation follows the notice. */
  refuse(refusal: Refusal): void {
    if (this.refusal?.isHard !== true) {
      this.refusal = refusal;
    }
  }

  /** Measures a node that has no shard yet. @throws what the machine says when it cannot be measured. */
  async first(attempt: Attempt): Promise<NodeMeasurement> {
    this.machine = await this.parts.machine.measure();
    await attempt('stats', () => this.keeper.refresh());
    return this.last;
  }

  async measure(attempt: Attempt): Promise<NodeMeasurement> {
    await Promise.all([
      attempt('measure', async () => {
        this.machine = await this.parts.machine.measure();
        throwAny(this.machine.faults);
      }),
      attempt('stats', () => this.keeper.refresh()),
    ]);
    return this.last;
  }

  get last(): NodeMeasurement {
    const { metrics, usedBytes, capacityBytes } = this.machine;
    const cannotTake = this.machine.refuses ?? this.serviceRefuses;
    const refuses = this.refusal?.reason ?? cannotTake;
    const refusesHard = cannotTake !== undefined || this.refusal?.isHard === true;
    return {
      metrics,
      usedBytes,
      capacityBytes,
      shards: this.keeper.stats(),
      faults: this.faults.list(),
      unflushedSeconds: unflushedSeconds(this.openShards()),
      followed: this.followed.arrivedCount,
      ...(refuses === undefined ? {} : { refuses }),
      ...(refusesHard ? { refusesHard } : {}),
      ...(this.parts.transfers?.status().isCongested ? { isCongested: true } : {}),
      ...(this.parts.version === undefined ? {} : { agentVersion: this.parts.version }),
    };
  }

  private get serviceRefuses(): string | undefined {
    if (!this.watch.isAnswering) {
      return NO_ANSWER;
    }
    return this.keeper.isLeaseWithheld ? OCCUPIED : undefined;
  }
}

/** Metrics are missing for as long as this fails, and what else was measured is told all the same. */
function throwAny(faults: readonly unknown[] = []): void {
  if (faults.length > 0) {
    throw faults.length === 1 ? faults[0] : new AggregateError(faults, faults.map(String).join('; '));
  }
}
