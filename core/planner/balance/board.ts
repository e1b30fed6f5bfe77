import type { FleetLimits } from '../fleet-limits';
import { type FleetModel, NOWHERE } from '../fleet-model';
import { FleetState } from '../fleet-state';
import { type BaseLoad, TOLERANCE } from '../node-rooms';
import { NumberLists } from '../number-lists';
import { type OwnReplicas, ownReplicas } from './own-replicas';
import { UndoLog } from './undo-log';

/**
 * The part of a fleet that balancing works on: the shards worth moving, where they are, and what that costs. Its moves can be undone.
 * A replica that is not at home is a guest; a node's own replicas are those at home there.
 */
export class Board {
  readonly state: FleetState;
  /** By shard: bytes over those of a usual shard. */
  readonly costs: Float64Array;
  /** Bytes of all guests, in usual shards. */
  cost = 0;
  /** Replicas looked at so far: what work is counted in. */
  looks = 0;
  /** Guests by the node that holds them. */
  readonly guests: NumberLists;
  /** The same replicas by their home. */
  readonly aways: NumberLists;
  private readonly stride: number;
  readonly owns: OwnReplicas;
  private readonly log = new UndoLog();

  /**
   * @param model of the shards worth moving
   * @param usualBytes of a shard
   * @param sortedBy by node the resource of which its own replicas should free most per byte
   */
  constructor(
    readonly model: FleetModel,
    limits: FleetLimits,
    base: BaseLoad,
    readonly usualBytes: number,
    private readonly sortedBy: Uint8Array,
  ) {
    this.state = new FleetState(model, limits, base);
    this.stride = model.stride;
    this.costs = model.shards.sizeBytes.map((bytes) => bytes / usualBytes);
    this.guests = new NumberLists(model.nodes.ids.length, model.homes.length);
    this.aways = new NumberLists(model.nodes.ids.length, model.homes.length);
    this.owns = ownReplicas(model, sortedBy, this.state.weights, this.costs);
  }

  get overload(): number {
    return this.state.overload;
  }

  /** Whether no node is above its limit, up to rounding. */
  isWithinLimits(): boolean {
    return this.overload < TOLERANCE * this.state.rooms.length;
  }

  /** Where a node's own replicas begin in the list that `own` reads; the next node's begin where they end. */
  ownStart(node: number): number {
    return this.owns.starts[node] as number;
  }

  /** A node's own replicas, at home or not, those that free most per byte first. */
  own(position: number): number {
    return this.owns.replicas[position] as number;
  }

  /** Whether the order of a node's own replicas is that of the resource that it has least room of now. */
  isInOrder(node: number): boolean {
    return this.sortedBy[node] === this.state.tightest[node];
  }

  isGuest(replica: number): boolean {
    const holder = this.state.holders[replica] as number;
    return holder !== this.model.homes[replica] && holder !== NOWHERE;
  }

  /** What it costs that the replica leaves where it is: nothing for a guest, whose bytes move anyway. */
  costToLeave(replica: number): number {
    return this.isGuest(replica) ? 0 : this.costOf(replica);
  }

  costOf(replica: number): number {
    return this.costs[Math.trunc(replica / this.stride)] as number;
  }

  weightOf(replica: number): number {
    return this.state.weights[Math.trunc(replica / this.stride)] as number;
  }

  /** How much of a node's tightest resource the replica uses. */
  reliefOf(replica: number, node: number): number {
    const { state } = this;
    return state.loadOf(Math.trunc(replica / this.stride), state.tightest[node] as number);
  }

  /** Moves a replica, and remembers it for `undo`. */
  move(replica: number, to: number): void {
    this.log.add(replica, this.state.holders[replica] as number);
    this.put(replica, to);
  }

  /** Forgets what could be undone. */
  keep(): void {
    this.log.shorten(0);
  }

  /** Where the moves to come begin, for `undo`. */
  mark(): number {
    return this.log.length;
  }

  /** Undoes the moves since a mark, or since `keep`. */
  undo(mark = 0): void {
    for (let entry = this.log.length - 1; entry >= mark; entry -= 1) {
      this.put(this.log.replica(entry), this.log.holder(entry));
    }
    this.log.shorten(mark);
  }

  /** Puts all replicas where a list says. */
  restore(holders: Int32Array): void {
    for (let replica = 0; replica < holders.length; replica += 1) {
      if (holders[replica] !== this.state.holders[replica]) {
        this.put(replica, holders[replica] as number);
      }
    }
    this.log.shorten(0);
  }

  private put(replica: number, to: number): void {
    const home = this.model.homes[replica] as number;
    const hasHome = home !== NOWHERE;
    if (this.isGuest(replica)) {
      this.guests.remove(this.state.holders[replica] as number, replica);
      if (hasHome) {
        this.aways.remove(home, replica);
      }
      this.cost -= this.costOf(replica);
    }
    this.state.move(replica, to);
    if (this.isGuest(replica)) {
      this.guests.add(to, replica);
      if (hasHome) {
        this.aways.add(home, replica);
      }
      this.cost += this.costOf(replica);
    }
  }
}
