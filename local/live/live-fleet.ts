import type { GroupInstance } from '../../core/fleet/node';
import type { PlayerPorts } from '../player/player-ports';
import type { ShardRows } from '../player/shard-rows';
import { findNodePorts } from './free-ports';
import { type AgentLife, LiveNode, type LiveNodeSettings } from './live-node';

/** The nodes of a fleet in real time: one for each instance that the group lists. */
export class LiveFleet {
  private readonly running = new Map<string, LiveNode>();
  private readonly everStarted: LiveNode[] = [];

  constructor(
    private readonly ports: PlayerPorts,
    private readonly rows: ShardRows,
    private readonly settings: LiveNodeSettings,
  ) {}

  /** Nodes that run, in order of id. */
  nodes(): readonly LiveNode[] {
    return [...this.running.values()].sort((left, right) => (left.nodeId < right.nodeId ? -1 : 1));
  }

  node(nodeId: string): LiveNode | undefined {
    return this.running.get(nodeId);
  }

  /** Every start of every agent that has ended. */
  lives(): readonly AgentLife[] {
    return this.everStarted.flatMap((node) => node.lives);
  }

  /** Starts nodes for new instances, ends those of instances that are gone, and reads the rows. */
  async observe(): Promise<readonly GroupInstance[]> {
    const { instances } = await this.ports.describeGroup();
    const listed = new Set(instances.map((instance) => instance.instanceId));
    await Promise.all(instances.map((instance) => this.meet(instance)));
    const gone = [...this.running.values()].filter((node) => !listed.has(node.nodeId));
    await Promise.all(gone.map((node) => this.lose(node)));
    this.rows.replace(await this.ports.readShards());
    return instances;
  }

  /** The node's machine is gone at once. */
  async lose(node: LiveNode): Promise<void> {
    this.running.delete(node.nodeId);
    await node.lose();
  }

  async close(): Promise<void> {
    await Promise.all(this.nodes().map((node) => this.lose(node)));
  }

  private async meet({ instanceId, zone, lifecycleState }: GroupInstance): Promise<void> {
    const isComing = lifecycleState.startsWith('Pending') || lifecycleState === 'InService';
    if (!isComing || this.everStarted.some((node) => node.nodeId === instanceId)) {
      return;
    }
    const node = new LiveNode(instanceId, zone, await findNodePorts(), this.settings);
    this.running.set(instanceId, node);
    this.everStarted.push(node);
  }
}
