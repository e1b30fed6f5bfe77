import type { NodeTablePort } from '../../../agent/ports';
import { NodeWorker } from '../../../agent/worker/node-worker';
import type { Shard } from '../../../core/fleet/shard';
import type { Move } from '../../../core/move/move';
import { startMove } from '../../../core/move/move-machine';
import { MemoryHomes } from './memory-homes';
import { MemoryService } from './memory-service';
import { MemoryTable } from './memory-table';

export const LEASE_MS = 45_000;
export const NOTHING = { metrics: {}, usedBytes: 0, shards: {} };

/** One node of a small fleet, as a process of its agent. */
export interface MemoryNode {
  readonly worker: NodeWorker;
  readonly service: MemoryService;
}

/** Two nodes, one shard `s`, and their world in memory. */
export class MemoryFleet {
  readonly homes = new MemoryHomes();
  readonly table: MemoryTable;
  /** The monotonic clock of every node. */
  nowMs = 0;
  private starts = 0;

  constructor(owner: string | null = null) {
    this.table = new MemoryTable({ id: 's', owner, followers: [], epoch: owner === null ? 0 : 1 });
  }

  /** Starts an agent; a node that starts again is another incarnation with an empty service. */
  async boot(nodeId: string, table: NodeTablePort = this.table): Promise<MemoryNode> {
    this.starts += 1;
    const service = new MemoryService();
    const identity = { nodeId, incarnation: `${nodeId}-${this.starts}`, zone: 'z', address: '', capacityBytes: 1e12 };
    const worker = new NodeWorker(identity, { table, homes: this.homes, service }, LEASE_MS, () => this.nowMs);
    await worker.register(NOTHING);
    return { worker, service };
  }

  get shard(): Shard {
    return this.table.row('s');
  }

  startMove(from: string | null, to: MemoryNode, id = 'm', load?: number): void {
    const { nodeId, incarnation } = to.worker.identity;
    const order: Omit<Move, 'state' | 'actor'> = {
      id,
      from,
      to: nodeId,
      toIncarnation: incarnation,
      reason: 'rebalance',
      startedAtMs: 0,
      ...(load === undefined ? {} : { load }),
    };
    this.table.start('s', startMove(order));
  }

  /** The owner is to let the shard go, for nobody. */
  startRelease(from: string): void {
    this.table.start('s', startMove({ id: 'r', from, to: null, reason: 'park', startedAtMs: 0 }));
  }

  /** Every node does its work until nothing changes any more. */
  async settle(nodes: readonly MemoryNode[]): Promise<void> {
    for (let before: Shard | undefined; before !== this.shard; ) {
      before = this.shard;
      for (const { worker } of nodes) {
        await worker.handle(this.shard);
      }
    }
  }

  /** Places the shard on a node. */
  async place(node: MemoryNode): Promise<void> {
    this.startMove(null, node, 'first');
    await this.settle([node]);
  }
}

/** Node `a` serves the shard, node `b` is empty. */
export async function servedByA() {
  const fleet = new MemoryFleet();
  const a = await fleet.boot('a');
  const b = await fleet.boot('b');
  await fleet.place(a);
  return { fleet, a, b };
}
