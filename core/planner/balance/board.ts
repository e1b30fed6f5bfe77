import type { FleetLimits } from '../fleet-limits';
import { type FleetModel, NOWHERE } from '../fleet-model';
import { type BaseLoad, FleetState } from '../fleet-state';
import { END } from '../room-index';

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
  private readonly stride: number;
  private readonly ownStarts: Int32Array;
  private readonly owns: Int32Array;
  private readonly firstGuests: Int32Array;
  private readonly nextGuests: Int32Array;
  private readonly previousGuests: Int32Array;
  private readonly log: number[] = [];

  /**
   * @param model of the shards worth moving
   * @param usualBytes of a shard
   */
  constructor(
    readonly model: FleetModel,
    limits: FleetLimits,
    base: BaseLoad,
    readonly usualBytes: number,
  ) {
    this.state = new FleetState(model, limits, base);
    this.stride = model.stride;
    this.costs = model.shards.sizeBytes.map((bytes) => bytes / usualBytes);
    this.firstGuests = new Int32Array(model.nodes.ids.length).fill(END);
    this.nextGuests = new Int32Array(model.homes.length).fill(END);
    this.previousGuests = new Int32Array(model.homes.length).fill(END);
    this.ownStarts = countStarts(model);
    this.owns = listOwns(model, this.ownStarts);
    this.sortOwns();
  }

  get overload(): number {
    return this.state.overload;
  }

  /** Where a node's own replicas begin in the list that `own` reads; the next node's begin where they end. */
  ownStart(node: number): number {
    return this.ownStarts[node] as number;
  }

  /** A node's own replicas, at home or not, those with most load per byte first. */
  own(position: number): number {
    return this.owns[position] as number;
  }

  firstGuest(node: number): number {
    return this.firstGuests[node] as number;
  }

  nextGuest(replica: number): number {
    return this.nextGuests[replica] as number;
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

  /** Moves a replica, and remembers it for `undo`. */
  move(replica: number, to: number): void {
    this.log.push(replica, this.state.holders[replica] as number);
    this.put(replica, to);
  }

  /** Forgets what could be undone. */
  keep(): void {
    this.log.length = 0;
  }

  /** Undoes the moves since `keep`. */
  undo(): void {
    for (let entry = this.log.length - 2; entry >= 0; entry -= 2) {
      this.put(this.log[entry] as number, this.log[entry + 1] as number);
    }
    this.log.length = 0;
  }

  /** Puts all replicas where a list says. */
  restore(holders: Int32Array): void {
    for (let replica = 0; replica < holders.length; replica += 1) {
      if (holders[replica] !== this.state.holders[replica]) {
        this.put(replica, holders[replica] as number);
      }
    }
    this.log.length = 0;
  }

  private put(replica: number, to: number): void {
    if (this.isGuest(replica)) {
      this.unlinkGuest(replica);
      this.cost -= this.costOf(replica);
    }
    this.state.move(replica, to);
    if (this.isGuest(replica)) {
      this.linkGuest(replica, to);
      this.cost += this.costOf(replica);
    }
  }

  private linkGuest(replica: number, node: number): void {
    const head = this.firstGuests[node] as number;
    this.nextGuests[replica] = head;
    this.previousGuests[replica] = END;
    if (head !== END) {
      this.previousGuests[head] = replica;
    }
    this.firstGuests[node] = replica;
  }

  private unlinkGuest(replica: number): void {
    const before = this.previousGuests[replica] as number;
    const after = this.nextGuests[replica] as number;
    if (before === END) {
      this.firstGuests[this.state.holders[replica] as number] = after;
    } else {
      this.nextGuests[before] = after;
    }
    if (after !== END) {
      this.previousGuests[after] = before;
    }
  }

  private sortOwns(): void {
    const loadPerByte = (replica: number) => this.weightOf(replica) / (this.costOf(replica) + Number.MIN_VALUE);
    for (let node = 0; node + 1 < this.ownStarts.length; node += 1) {
      const list = this.owns.subarray(this.ownStarts[node], this.ownStarts[node + 1]);
      list.sort((left, right) => loadPerByte(right) - loadPerByte(left) || left - right);
    }
  }
}

function countStarts({ homes, nodes, pinned }: FleetModel): Int32Array {
  const starts = new Int32Array(nodes.ids.length + 1);
  homes.forEach((home, replica) => {
    if (home !== NOWHERE && pinned[replica] === 0) {
      starts[home + 1] = (starts[home + 1] as number) + 1;
    }
  });
  for (let node = 0; node + 1 < starts.length; node += 1) {
    starts[node + 1] = (starts[node + 1] as number) + (starts[node] as number);
  }
  return starts;
}

function listOwns({ homes, pinned }: FleetModel, starts: Int32Array): Int32Array {
  const nextPlaces = starts.slice();
  const owns = new Int32Array(starts[starts.length - 1] as number);
  homes.forEach((home, replica) => {
    if (home !== NOWHERE && pinned[replica] === 0) {
      const place = nextPlaces[home] as number;
      nextPlaces[home] = place + 1;
      owns[place] = replica;
    }
  });
  return owns;
}
