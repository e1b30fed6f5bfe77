import { type NodeIdentity, type NodeMeasurement, type NodePorts, NodeWorker } from '../../agent/node-worker';
import type { GroupInstance, Heartbeat } from '../../core/fleet/node';
import { CopyQueue } from './copy-queue';
import type { DemandModel } from './demand-model';
import { type MachineModel, measureNode } from './machine-model';
import { PlayedService, type PlayedServiceSettings } from './played-service';

/** What every played node shares. */
export interface PlayedNodeWorld extends Pick<NodePorts, 'table' | 'homes'>, Pick<PlayedServiceSettings, 'record'> {
  readonly demand: DemandModel;
  readonly machine: MachineModel;
  readonly leaseMs: number;
  readonly clock: () => number;
}

/** One instance, played: the agent's own worker on top of a modelled machine and service. `startCount` counts its agent's starts. */
export class PlayedNode {
  readonly worker: NodeWorker;
  private readonly copies: CopyQueue;

  constructor(
    readonly instance: GroupInstance,
    readonly startCount: number,
    private readonly world: PlayedNodeWorld,
  ) {
    const { demand, record, clock, machine, table, homes } = world;
    this.copies = new CopyQueue(machine.copyBytesPerSecond);
    const service = new PlayedService({ nodeId: instance.instanceId, copies: this.copies, demand, record, clock });
    this.worker = new NodeWorker(identityOf(instance, startCount, machine), { table, homes, service }, world.leaseMs);
  }

  get id(): string {
    return this.worker.identity.nodeId;
  }

  /** Registers the node with its first heartbeat. */
  async start(nowMs: number): Promise<void> {
    await this.worker.register(this.measure(nowMs), nowMs);
    this.world.record.append({ kind: 'ready', atMs: nowMs, nodeId: this.id });
  }

  /** The agent flushes, closes every shard and ends. */
  async stop(nowMs: number): Promise<void> {
    await this.worker.refused(nowMs);
  }

  /** Lets the node's copies go on. */
  advance(nowMs: number): void {
    this.copies.advance(nowMs);
  }

  measure(nowMs: number): NodeMeasurement {
    return measureNode(this.worker.openShards(nowMs), this.world.demand, this.world.machine);
  }

  nextHeartbeat(nowMs: number): Heartbeat {
    return this.worker.nextHeartbeat(this.measure(nowMs));
  }

  /** Load of the shards that it serves, in units; above 1 when there is more than it can serve. */
  load(nowMs: number): number {
    return this.world.demand.loadOf(this.worker.openShards(nowMs));
  }

  /** Load beyond what the node can serve, in units. */
  unmet(nowMs: number): number {
    return Math.max(0, this.load(nowMs) - 1);
  }
}

function identityOf(instance: GroupInstance, startCount: number, machine: MachineModel): NodeIdentity {
  return {
    nodeId: instance.instanceId,
    incarnation: `${instance.instanceId}-${startCount}`,
    zone: instance.zone,
    address: `${instance.instanceId}.local:7070`,
    capacityBytes: machine.capacityBytes,
  };
}
