import { NOWHERE } from './fleet-model';
import type { FleetState } from './fleet-state';
import { TOLERANCE } from './node-rooms';

/** What nodes carry while the moves of a plan are done one after the other: at first as before the plan. */
export class TransitLoad {
  /** By resource and node. */
  readonly loads: readonly Float64Array[];
  private readonly bytes: Float64Array;

  constructor(
    private readonly state: FleetState,
    moved: readonly number[],
  ) {
    this.loads = state.loads.map((column) => column.slice());
    this.bytes = state.bytes.slice();
    for (const replica of moved) {
      this.carry(replica, state.holderOf(replica), -1);
      this.carry(replica, state.homeOf(replica), 1);
    }
  }

  /** Whether the replica's new node has disk for it now. */
  hasDisk(replica: number): boolean {
    const node = this.state.holderOf(replica);
    return (
      (this.bytes[node] as number) + this.bytesOf(replica) <=
      (this.state.limits.diskLimits[node] as number) * (1 + TOLERANCE)
    );
  }

  /** Whether the replica's new node stays within its limits now, or within what the plan leaves it with. */
  hasRoom(replica: number): boolean {
    const { state } = this;
    const node = state.holderOf(replica);
    return this.loads.every((column, resource) => {
      const limit = Math.max(state.limits.limits[resource]?.[node] as number, state.loads[resource]?.[node] as number);
      return (column[node] as number) + state.loadOf(state.shardOf(replica), resource) <= limit + 2 * TOLERANCE;
    });
  }

  arrive(replica: number): void {
    this.carry(replica, this.state.homeOf(replica), -1);
    this.carry(replica, this.state.holderOf(replica), 1);
  }

  private carry(replica: number, node: number, times: number): void {
    if (node === NOWHERE) {
      return;
    }
    this.loads.forEach((column, resource) => {
      column[node] = (column[node] as number) + times * this.state.loadOf(this.state.shardOf(replica), resource);
    });
    this.bytes[node] = (this.bytes[node] as number) + times * this.bytesOf(replica);
  }

  private bytesOf(replica: number): number {
    return this.state.model.shards.sizeBytes[this.state.shardOf(replica)] as number;
  }
}
