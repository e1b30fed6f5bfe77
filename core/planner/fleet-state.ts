import type { FleetLimits } from './fleet-limits';
import { type FleetModel, NOWHERE } from './fleet-model';
import { RoomIndex } from './room-index';

/** Loads are compared with this much tolerance, in units of the mean node load. */
export const TOLERANCE = 1e-9;

/** Load and bytes that nodes carry besides the shards of the model. */
export interface BaseLoad {
  readonly loads: readonly Float64Array[];
  readonly bytes: Float64Array;
}

/**
 * Who holds which replica while a plan is made, and what that leaves of each node's room. A node's room is what it can still take of the
 * resource that is tightest there, in units of the mean node load; below 0 it has too much.
 */
export class FleetState {
  readonly holders: Int32Array;
  /** By resource and node. */
  readonly loads: Float64Array[];
  readonly bytes: Float64Array;
  readonly rooms: Float64Array;
  /** By node: the resource of which it has least room. */
  readonly tightest: Uint8Array;
  readonly index: RoomIndex;
  readonly zones: Int32Array;
  readonly zoneCount: number;
  /** By shard: the largest of its loads. */
  readonly weights: Float64Array;
  /** Too much load, over all nodes. */
  overload = 0;
  private readonly stride: number;
  private readonly shardLoads: readonly Float64Array[];

  constructor(
    readonly model: FleetModel,
    readonly limits: FleetLimits,
    base?: BaseLoad,
  ) {
    const { nodes, shards, homes } = model;
    this.stride = model.stride;
    this.shardLoads = shards.loads;
    this.zones = nodes.zones;
    this.zoneCount = model.zoneNames.length;
    this.holders = homes.slice();
    this.loads = shards.loads.map(
      (_, resource) => base?.loads[resource]?.slice() ?? new Float64Array(nodes.ids.length),
    );
    this.bytes = base?.bytes.slice() ?? new Float64Array(nodes.ids.length);
    this.rooms = Float64Array.from(nodes.takes, (takes) => (takes === 1 ? 0 : Number.NEGATIVE_INFINITY));
    this.tightest = new Uint8Array(nodes.ids.length);
    this.weights = heaviest(shards.loads, shards.ids.length);
    this.seatAll();
    this.index = new RoomIndex(nodes.zones, this.zoneCount, spanOf(limits.limits));
    for (let node = 0; node < nodes.ids.length; node += 1) {
      this.measure(node);
    }
  }

  shardOf(replica: number): number {
    return Math.trunc(replica / this.stride);
  }

  holderOf(replica: number): number {
    return this.holders[replica] as number;
  }

  homeOf(replica: number): number {
    return this.model.homes[replica] as number;
  }

  roomOf(node: number): number {
    return this.rooms[node] as number;
  }

  isOver(node: number): boolean {
    return (this.rooms[node] as number) < -TOLERANCE;
  }

  /** Gives the replica to a node, or to none. O(resources). */
  move(replica: number, to: number): void {
    const from = this.holders[replica] as number;
    const shard = this.shardOf(replica);
    this.holders[replica] = to;
    if (from !== NOWHERE) {
      this.carry(shard, from, -1);
      this.measure(from);
    }
    if (to !== NOWHERE) {
      this.carry(shard, to, 1);
      this.measure(to);
    }
  }

  /** Whether a zone may get the replica beside the others of its shard. Those on nodes to be emptied do not count. */
  isZoneOpen(replica: number, zone: number): boolean {
    const start = replica - (replica % this.stride);
    let inZone = 0;
    for (let other = start; other < start + this.stride; other += 1) {
      const holder = this.holders[other] as number;
      if (other !== replica && holder !== NOWHERE && this.zones[holder] === zone) {
        inZone += 1 - (this.model.nodes.leaves[holder] as number);
      }
    }
    return inZone < this.limits.mostInOneZone;
  }

  /** Whether the node holds another replica of the shard. */
  holdsSibling(replica: number, node: number): boolean {
    const start = replica - (replica % this.stride);
    for (let other = start; other < start + this.stride; other += 1) {
      if (other !== replica && this.holders[other] === node) {
        return true;
      }
    }
    return false;
  }

  /** Whether nodes and zones allow it, whatever the loads. */
  mayHold(replica: number, node: number): boolean {
    return this.isZoneOpen(replica, this.zones[node] as number) && !this.holdsSibling(replica, node);
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
    return (this.model.shards.sizeBytes[shard] as number) <= this.freeBytes(node);
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
    if (model.nodes.takes[node] === 0 || this.changeOf(model.shards.sizeBytes, shard, leaving) > this.freeBytes(node)) {
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

  /** Whether a load is above the part of the node's capacity that may be used. */
  isOverLoadLimit(node: number): boolean {
    const { nodes, policy } = this.model;
    return this.loads.some((column, resource) => {
      const usable = (nodes.capacityLoads[resource]?.[node] as number) * policy.loadLimit;
      return (this.limits.fullness[resource] as number) <= 1 && (column[node] as number) > usable * (1 + TOLERANCE);
    });
  }

  /** Lets the node carry at least a replica of the shard. */
  raiseLimits(node: number, shard: number): void {
    this.limits.limits.forEach((column, resource) => {
      column[node] = Math.max(column[node] as number, this.loadOf(shard, resource));
    });
    this.measure(node);
  }

  private changeOf(column: Float64Array, arriving: number, leaving: number): number {
    return (column[arriving] as number) - (leaving === NOWHERE ? 0 : (column[leaving] as number));
  }

  private freeBytes(node: number): number {
    return (this.limits.diskLimits[node] as number) - (this.bytes[node] as number);
  }

  private seatAll(): void {
    for (let replica = 0; replica < this.holders.length; replica += 1) {
      const holder = this.holders[replica] as number;
      if (holder !== NOWHERE) {
        this.carry(this.shardOf(replica), holder, 1);
      }
    }
  }

  private carry(shard: number, node: number, times: number): void {
    for (let resource = 0; resource < this.shardLoads.length; resource += 1) {
      const column = this.loads[resource] as Float64Array;
      const load = (this.shardLoads[resource] as Float64Array)[shard] as number;
      column[node] = (column[node] as number) + times * load;
    }
    this.bytes[node] = (this.bytes[node] as number) + times * (this.model.shards.sizeBytes[shard] as number);
  }

  /** Measures a node's room anew. Nodes that take no shards have no room, and are not over. */
  private measure(node: number): void {
    if (this.model.nodes.takes[node] === 0) {
      return;
    }
    let room = Number.POSITIVE_INFINITY;
    for (let resource = 0; resource < this.loads.length; resource += 1) {
      const limit = (this.limits.limits[resource] as Float64Array)[node] as number;
      const left = limit - ((this.loads[resource] as Float64Array)[node] as number);
      if (left < room) {
        room = left;
        this.tightest[node] = resource;
      }
    }
    this.overload += Math.max(0, -room) - Math.max(0, -(this.rooms[node] as number));
    this.rooms[node] = room;
    this.index.set(node, room);
  }
}

/** By shard the largest of its loads; with one resource its column itself. */
function heaviest(loads: readonly Float64Array[], shardCount: number): Float64Array {
  const [first, ...others] = loads;
  if (first === undefined || others.length === 0) {
    return first ?? new Float64Array(shardCount);
  }
  return first.map((load, shard) => others.reduce((most, column) => Math.max(most, column[shard] as number), load));
}

function spanOf(limits: readonly Float64Array[]): number {
  let span = 0;
  for (const column of limits) {
    for (const limit of column) {
      span = Math.max(span, limit);
    }
  }
  return span > 0 ? span : 1;
}
