import type { FleetLimits } from './fleet-limits';
import { type FleetModel, NOWHERE } from './fleet-model';
import { type BaseLoad, NodeRooms } from './node-rooms';

/** Who holds which replica while a plan is made, and what that leaves of each node's room. */
export class FleetState extends NodeRooms {
  readonly holders: Int32Array;
  readonly zones: Int32Array;
  readonly zoneCount: number;
  private readonly stride: number;

  constructor(model: FleetModel, limits: FleetLimits, base?: BaseLoad) {
    super(model, limits, base);
    this.stride = model.stride;
    this.zones = model.nodes.zones;
    this.zoneCount = model.zoneNames.length;
    this.holders = model.homes.slice();
    this.seatAll();
    for (let node = 0; node < this.zones.length; node += 1) {
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

  /** Whether two replicas of the shard that begins here are in one zone; other shards need no closer look. */
  sharesZone(start: number): boolean {
    for (let replica = start + 1; replica < start + this.stride; replica += 1) {
      const holder = this.holders[replica] as number;
      for (let other = start; other < replica && holder !== NOWHERE; other += 1) {
        const otherHolder = this.holders[other] as number;
        if (otherHolder !== NOWHERE && this.zones[otherHolder] === this.zones[holder]) {
          return true;
        }
      }
    }
    return false;
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

  private seatAll(): void {
    const { loads, sizeBytes } = this.model.shards;
    loads.forEach((column, resource) => {
      this.seat(column, this.loads[resource] as Float64Array);
    });
    this.seat(sizeBytes, this.bytes);
  }

  /** Adds what each shard has of something to those who hold its replicas. */
  private seat(amounts: Float64Array, sums: Float64Array): void {
    let replica = 0;
    for (let shard = 0; shard < amounts.length; shard += 1) {
      for (const end = replica + this.stride; replica < end; replica += 1) {
        const holder = this.holders[replica] as number;
        if (holder !== NOWHERE) {
          sums[holder] = (sums[holder] as number) + (amounts[shard] as number);
        }
      }
    }
  }
}
