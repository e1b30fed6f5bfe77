import type { ShardServicePort } from '../../../agent/ports';
import type { NodePorts } from '../../../agent/worker/node-ports';
import { NodeWorker } from '../../../agent/worker/node-worker';
import type { GroupInstance } from '../../../core/fleet/node';
import type { Manifest } from '../../../core/home/manifest';
import type { WriteEvent } from '../../../local/laws/write-record';
import type { HostState } from '../../../local/node-host/messages';
import { CopyQueue } from '../../../local/player/copy-queue';
import type { HostedNode, NodeTime } from '../../../local/player/hosted-node';

/** What a node in memory lives in. */
export interface MemoryWorld extends Pick<NodePorts, 'table' | 'homes'> {
  readonly leaseMs: number;
  readonly copyBytesPerSecond: number;
  bytesOf(shardId: string): number;
}

/** A node in memory: the agent's worker over a service that only says what it is told. */
export class MemoryHost implements HostedNode {
  readonly worker: NodeWorker;
  private readonly queue: CopyQueue;
  private said: WriteEvent[] = [];
  private nowMs = 0;

  constructor(
    readonly instance: GroupInstance,
    readonly startCount: number,
    private readonly world: MemoryWorld,
  ) {
    const { instanceId: nodeId, zone } = instance;
    const identity = { nodeId, incarnation: `${nodeId}-${startCount}`, zone, address: nodeId, capacityBytes: 1000 };
    this.queue = new CopyQueue(world.copyBytesPerSecond);
    const ports = { table: world.table, homes: world.homes, service: this.service() };
    this.worker = new NodeWorker(identity, ports, world.leaseMs, () => this.nowMs);
  }

  start(time: NodeTime): Promise<HostState> {
    return this.at(time, () => this.worker.register(NOTHING));
  }

  heartbeat(time: NodeTime): Promise<HostState> {
    return this.at(time, () => this.worker.renew(NOTHING));
  }

  poll(time: NodeTime): Promise<HostState> {
    return this.at(time, async () => {
      for (const shard of await this.world.table.workOf(this.instance.instanceId)) {
        await this.worker.handle(shard);
      }
    });
  }

  tidy(time: NodeTime): Promise<HostState> {
    return this.at(time, async () => {});
  }

  stop(time: NodeTime): Promise<HostState> {
    return this.at(time, () => this.worker.leave(NOTHING));
  }

  async kill(): Promise<void> {}

  async wipe(): Promise<void> {}

  private async at({ nowMs }: NodeTime, work: () => Promise<void>): Promise<HostState> {
    this.nowMs = nowMs;
    this.queue.advance(nowMs);
    await work();
    const { said } = this;
    this.said = [];
    const { nodeId: address } = this.worker.identity;
    const open = this.worker.openShards();
    const copying = this.queue.underWay();
    return { address, open, copying, mustStartAnew: this.worker.isFenced(), said, faults: [] };
  }

  private service(): ShardServicePort {
    const { instanceId: nodeId } = this.instance;
    const say = (event: WriteEvent) => void this.said.push(event);
    return {
      hydrate: async (shardId: string, home: Manifest | undefined) =>
        this.queue.request(shardId, home === undefined ? 0 : this.world.bytesOf(shardId)),
      open: async (shardId, epoch, validUntilMs) =>
        say({ kind: 'open', atMs: this.nowMs, nodeId, shardId, epoch, validUntilMs }),
      extend: (validUntilMs) => say({ kind: 'extend', atMs: this.nowMs, nodeId, validUntilMs }),
      close: async (shardId) => say({ kind: 'close', atMs: this.nowMs, nodeId, shardId }),
      drop: async (shardId) => this.queue.drop(shardId),
    };
  }
}

const NOTHING = { metrics: {}, usedBytes: 0, shards: {} };
