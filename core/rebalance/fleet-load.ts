import { type FleetNode, MOST_SHARDS_A_NODE, type ShardStat } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import type { MoveBudgets } from '../policy/fleet-policy';
import { sortedById } from './sorted-by-id';
import { SpentBudgets } from './spent-budgets';

/** Disks are filled to this fraction at most by our moves. */
export const DISK_LIMIT_FRACTION = 0.8;

/** A shard lighter than this fraction of the mean counts as this much, so that idle shards spread too. */
const LEAST_LOAD_FRACTION = 0.05;

/** One node that takes shards, with what it will hold once all moves in flight are done. */
export interface NodeLoad {
  readonly id: string;
  readonly zone: string;
  readonly capacityBytes: number;
  /** Whether the node wants no more shards. */
  readonly refuses: boolean;
  /** Whether it cannot take one either. */
  readonly refusesHard: boolean;
  load: number;
  bytes: number;
  /** Shards that it owns. */
  shards: number;
  /** Shards that it follows, and what of `bytes` they are. */
  copies: number;
  copyBytes: number;
  /** What of `bytes` it still has to fetch. */
  fetchBytes: number;
}

/**
 * The fleet as it will be once moves in flight are done (Law 6), with what their budgets leave. A plan spends from it
 * while it chooses.
 */
export class FleetLoad {
  /** Nodes that serve and are to go on, in order of id. */
  readonly targets: readonly NodeLoad[];
  private readonly byId: ReadonlyMap<string, NodeLoad>;
  private readonly nodes: ReadonlyMap<string, FleetNode>;
  private readonly stats: ReadonlyMap<string, ShardStat>;
  private readonly meanStat: ShardStat;
  private readonly budgets: SpentBudgets;
  private comingLoad = 0;
  private comingBytes = 0;
  private comingShards = 0;

  constructor(nodes: readonly FleetNode[], budgets: MoveBudgets) {
    const inOrder = sortedById(nodes);
    this.targets = inOrder.filter((node) => node.state === 'active').map(emptyLoad);
    this.byId = new Map(this.targets.map((target) => [target.id, target]));
    this.nodes = new Map(nodes.map((node) => [node.id, node]));
    this.stats = statsByShard(inOrder);
    this.meanStat = meanOf(this.stats);
    this.budgets = new SpentBudgets(budgets, (id) => this.zoneOf(id));
  }

  /** Load of a shard in units of a node, never 0; the mean for a shard that nobody reports. */
  loadOf(shard: Shard): number {
    const load = this.statOf(shard).load;
    return Math.max(load, this.meanStat.load * LEAST_LOAD_FRACTION);
  }

  bytesOf(shard: Shard): number {
    return this.statOf(shard).bytes;
  }

  zoneOf(id: string): string | undefined {
    return this.nodes.get(id)?.zone;
  }

  target(id: string): NodeLoad | undefined {
    return this.byId.get(id);
  }

  /** Whether the node takes shards and has room for so many bytes. */
  hasRoom(node: NodeLoad, bytes: number): boolean {
    return !node.refuses && this.hasDisk(node, bytes);
  }

  hasDisk(node: NodeLoad, bytes: number): boolean {
    return node.bytes + bytes <= node.capacityBytes * DISK_LIMIT_FRACTION;
  }

  /** Whether the node's heartbeat can list one more shard. */
  hasSeat(node: NodeLoad): boolean {
    return node.shards < MOST_SHARDS_A_NODE;
  }

  /** Counts a follower's copy, which takes room but no load. */
  seatCopy(shard: Shard, nodeId: string): void {
    const target = this.byId.get(nodeId);
    if (target) {
      target.bytes += this.bytesOf(shard);
      target.copies += 1;
      target.copyBytes += this.bytesOf(shard);
    }
  }

  /** Counts what the node still has to fetch of a shard that is seated there: all of it, or hardly any when it has a copy. */
  fetch(shard: Shard, nodeId: string): void {
    const target = this.byId.get(nodeId);
    const hasCopy = shard.owner === nodeId || shard.followers.includes(nodeId);
    if (target && !hasCopy) {
      target.fetchBytes += this.bytesOf(shard);
    }
  }

  /** Counts the shard at a node; at one that takes no shards, or at none, it counts as load still to come. */
  seat(shard: Shard, nodeId: string | null): void {
    this.change(shard, nodeId, 1);
  }

  unseat(shard: Shard, nodeId: string | null): void {
    this.change(shard, nodeId, -1);
  }

  /** Whether the budgets leave a move to a node at all, whichever its other end. */
  canSpendAt(nodeId: string): boolean {
    return this.canSpend(nodeId, nodeId);
  }

  /** Whether one more move between the nodes stays within every budget. */
  canSpend(from: string, to: string): boolean {
    return this.budgets.canSpend(from, to);
  }

  /** Takes one move from the budgets; a move without a source spends at its target alone. */
  spend(from: string | null, to: string): void {
    this.budgets.spend(from, to);
  }

  /** Load of shards that no node has which takes shards; exactly 0 when there are none. */
  get loadToCome(): number {
    return this.comingShards === 0 ? 0 : this.comingLoad;
  }

  /**
   * Mean load once all that is to come has come. Without the latter, a node that has just received its share of an
   * evacuation would look overloaded, and what arrived first would be moved on at once.
   */
  meanLoad(): number {
    const load = this.targets.reduce((sum, target) => sum + target.load, this.loadToCome);
    return load / Math.max(1, this.targets.length);
  }

  /** What each node would fetch if all that is on its way and all that is to come were fetched by all alike. */
  meanFetchBytes(): number {
    const bytes = this.targets.reduce((sum, target) => sum + target.fetchBytes, this.comingBytes);
    return bytes / Math.max(1, this.targets.length);
  }

  /** Largest load over the mean, at least 1; 1 for a fleet without load. */
  maxOverMean(): number {
    const mean = this.meanLoad();
    return mean > 0 ? Math.max(mean, ...this.targets.map((target) => target.load)) / mean : 1;
  }

  private change(shard: Shard, nodeId: string | null, times: 1 | -1): void {
    const target = nodeId === null ? undefined : this.byId.get(nodeId);
    if (target === undefined) {
      this.comingLoad += times * this.loadOf(shard);
      this.comingBytes += times * this.bytesOf(shard);
      this.comingShards += times;
      return;
    }
    target.load += times * this.loadOf(shard);
    target.bytes += times * this.bytesOf(shard);
    target.shards += times;
  }

  /** A former owner's last word must not hide what the owner says. */
  private statOf(shard: Shard): ShardStat {
    const ownWord = this.nodes.get(shard.owner ?? '')?.heartbeat?.shards[shard.id];
    return ownWord ?? this.stats.get(shard.id) ?? this.meanStat;
  }
}

function emptyLoad(node: FleetNode): NodeLoad {
  const { capacityBytes = 0, refuses, refusesHard = false } = node.heartbeat ?? {};
  return {
    id: node.id,
    zone: node.zone,
    capacityBytes,
    refuses: refuses !== undefined || refusesHard,
    refusesHard,
    load: 0,
    bytes: 0,
    shards: 0,
    copies: 0,
    copyBytes: 0,
    fetchBytes: 0,
  };
}

/** What the last of the nodes that name a shard says of it. */
function statsByShard(nodes: readonly FleetNode[]): ReadonlyMap<string, ShardStat> {
  const stats = new Map<string, ShardStat>();
  for (const { heartbeat } of nodes) {
    for (const [id, stat] of Object.entries(heartbeat?.shards ?? {})) {
      stats.set(id, stat);
    }
  }
  return stats;
}

function meanOf(stats: ReadonlyMap<string, ShardStat>): ShardStat {
  const count = Math.max(1, stats.size);
  let load = 0;
  let bytes = 0;
  for (const stat of stats.values()) {
    load += stat.load;
    bytes += stat.bytes;
  }
  return { load: load > 0 ? load / count : 1, bytes: bytes / count };
}
