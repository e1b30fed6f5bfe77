import type { AgentParts } from './agent-parts';
import { unflushedSeconds } from './agent-status';
import type { AgentAction, FaultList } from './faults/fault-list';
import type { NodeMeasurement } from './node-worker';
import type { MachineMeasurement } from './ports';
import type { ShardKeeper } from './shards/shard-keeper';

/** Tries something; what fails is noted as a fault of the action and rejects nothing. */
export type Attempt = (action: AgentAction, work: () => Promise<unknown>) => Promise<unknown>;

/** What the service's silence means for new shards. */
const NO_ANSWER = 'the service does not answer';

/** Puts together what a heartbeat says of the node. What cannot be measured stays as last measured: the lease is renewed. */
export class NodeMeter {
  /** Why the node wants no more shards, whatever the machine measures. */
  refusal: string | undefined;
  private machine: MachineMeasurement = { metrics: {}, usedBytes: 0, capacityBytes: 0 };
  private isAnswering = true;

  constructor(
    private readonly parts: Pick<AgentParts, 'machine' | 'version'>,
    private readonly keeper: ShardKeeper,
    private readonly faults: FaultList,
  ) {}

  /** Measures a node that has no shard yet. @throws what the machine says when it cannot be measured. */
  async first(): Promise<NodeMeasurement> {
    this.machine = await this.parts.machine.measure();
    return this.last;
  }

  async measure(attempt: Attempt): Promise<NodeMeasurement> {
    this.isAnswering = false;
    await Promise.all([
      attempt('measure', async () => {
        this.machine = await this.parts.machine.measure();
      }),
      attempt('stats', async () => {
        await this.keeper.refresh();
        this.isAnswering = true;
      }),
    ]);
    return this.last;
  }

  get last(): NodeMeasurement {
    const { metrics, usedBytes, capacityBytes } = this.machine;
    const refuses = this.refusal ?? this.machine.refuses ?? (this.isAnswering ? undefined : NO_ANSWER);
    return {
      metrics,
      usedBytes,
      capacityBytes,
      shards: this.keeper.stats(),
      faults: this.faults.list(),
      unflushedSeconds: unflushedSeconds(this.keeper.openShards()),
      ...(refuses === undefined ? {} : { refuses }),
      ...(this.parts.version === undefined ? {} : { agentVersion: this.parts.version }),
    };
  }
}
