import { type FleetLimits, largestLimit } from './fleet-limits';
import { type FleetModel, NOWHERE } from './fleet-model';
import { RoomIndex } from './room-index';
import { shardWeights } from './shard-weights';

/** Loads are compared with this much tolerance, in units of the mean node load. */
export const TOLERANCE = 1e-9;

/** Load and bytes that nodes carry besides the shards of the model. */
export interface BaseLoad {
  readonly loads: readonly Float64Array[];
  readonly bytes: Float64Array;
}

/**
 * What nodes carry while a plan is made, and what that leaves of each one's room. A node's room is what it can still take of the resource that
 * is tightest there, in units of the mean node load; below 0 it has too much.
 */
export class NodeRooms {
  /** By resource and node. */
  readonly loads: Float64Array[];
  readonly bytes: Float64Array;
  readonly rooms: Float64Array;
  /** By node: the resource of which it has least room. */
  readonly tightest: Uint8Array;
  readonly index: RoomIndex;
  /** By shard: the largest of its loads. */
  readonly weights: Float64Array;
  /** Too much load, over all nodes. */
  overload = 0;
  private readonly shardLoads: readonly Float64Array[];

  constructor(
    readonly model: FleetModel,
    readonly limits: FleetLimits,
    base?: BaseLoad,
  ) {
    const { nodes, shards, zoneNames } = model;
    const nodeCount = nodes.ids.length;
    this.shardLoads = shards.loads;
    this.loads = shards.loads.map((_, resource) => base?.loads[resource]?.slice() ?? new Float64Array(nodeCount));
    this.bytes = base?.bytes.slice() ?? new Float64Array(nodeCount);
    this.rooms = Float64Array.from(nodes.takes, (takes) => (takes === 1 ? 0 : Number.NEGATIVE_INFINITY));
    this.tightest = new Uint8Array(nodeCount);
    this.weights = shardWeights(shards.loads, shards.sizeBytes.length);
    this.index = new RoomIndex(nodes.zones, zoneNames.length, largestLimit(limits) || 1);
  }

  roomOf(node: number): number {
    return this.rooms[node] as number;
  }

  /** What the node can still take of one resource. */
  roomIn(resource: number, node: number): number {
    const limit = (this.limits.limits[resource] as Float64Array)[node] as number;
    return limit - ((this.loads[resource] as Float64Array)[node] as number);
  }

  isOver(node: number): boolean {
    return (this.rooms[node] as number) < -TOLERANCE;
  }

  /** A node with less room cannot take a replica of the shard: the least of its loads, or none when it does not use a resource. */
  leastRoomFor(shard: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const column of this.shardLoads) {
      least = Math.min(least, column[shard] as number);
    }
    return least > 0 ? least - TOLERANCE : this.shardLoads.length > 1 ? Number.NEGATIVE_INFINITY : 0;
  }

  loadOf(shard: number, resource: number): number {
    return (this.shardLoads[resource] as Float64Array)[shard] as number;
  }

  /** Whether the node's disk has room for one more replica of the shard. */
  hasDisk(shard: number, node: number): boolean {
    return this.hasDiskBeside(shard, node, NOWHERE);
  }

  /** The same when a replica of another shard has left the node; `NOWHERE` for none. */
  hasDiskBeside(shard: number, node: number, leaving: number): boolean {
    const freeBytes = (this.limits.diskLimits[node] as number) - (this.bytes[node] as number);
    return this.changeOf(this.model.shards.sizeBytes, shard, leaving) <= freeBytes;
  }

  /** Whether the node stays within the limits of all its loads with one more replica of the shard. */
  hasRoom(shard: number, node: number): boolean {
    if ((this.weights[shard] as number) <= (this.rooms[node] as number) + TOLERANCE) {
      return true;
    }
    return this.shardLoads.length > 1 && this.hasRoomBeside(shard, node, NOWHERE);
  }

  /** The same for disk and loads when a replica of another shard has left the node; `NOWHERE` for none. What the shard does not use may be over its limit. */
  hasRoomBeside(shard: number, node: number, leaving: number): boolean {
    const { model, limits } = this;
    if (model.nodes.takes[node] === 0 || !this.hasDiskBeside(shard, node, leaving)) {
      return false;
    }
    for (let resource = 0; resource < this.shardLoads.length; resource += 1) {
      const limit = (limits.limits[resource] as Float64Array)[node] as number;
      const load = (this.loads[resource] as Float64Array)[node] as number;
      const change = this.changeOf(this.shardLoads[resource] as Float64Array, shard, leaving);
      if (change > 0 && load + change > limit + TOLERANCE) {
        return false;
      }
    }
    return true;
  }

  /** Lets the node carry at least a replica of the shard. */
  raiseLimits(node: number, shard: number): void {
    this.limits.limits.forEach((column, resource) => {
      column[node] = Math.max(column[node] as number, this.loadOf(shard, resource));
    });
    this.measure(node);
  }

  protected carry(shard: number, node: number, times: number): void {
    for (let resource = 0; resource < this.shardLoads.length; resource += 1) {
      const column = this.loads[resource] as Float64Array;
      const load = (this.shardLoads[resource] as Float64Array)[shard] as number;
      column[node] = (column[node] as number) + times * load;
    }
    this.bytes[node] = (this.bytes[node] as number) + times * (this.model.shards.sizeBytes[shard] as number);
  }

  /** Measures a node's room anew. Nodes that take no shards have no room, and are not over. */
  protected measure(node: number): void {
    if (this.model.nodes.takes[node] === 0) {
      return;
    }
    let room = Number.POSITIVE_INFINITY;
    for (let resource = 0; resource < this.loads.length; resource += 1) {
      const left = this.roomIn(resource, node);
      if (left < room) {
        room = left;
        this.tightest[node] = resource;
      }
    }
    this.overload += Math.max(0, -room) - Math.max(0, -(this.rooms[node] as number));
    this.rooms[node] = room;
    this.index.set(node, room);
  }

  private changeOf(column: Float64Array, arriving: number, leaving: number): number {
    return (column[arriving] as number) - (leaving === NOWHERE ? 0 : (column[leaving] as number));
  }
}
