import { type Flight, NOWHERE } from './fleet-model';
import type { GrowingColumns } from './growing-columns';
import type { PlannerFaults } from './planner-faults';
import type { MoveInFlight } from './planner-input';
import type { ReadNodes } from './read-nodes';

interface NumberedFlight extends Flight {
  readonly place: string;
}

/** Applies moves in flight to the shards while these are read, so that no index of all shards is needed. */
export class FlightReader {
  readonly flights: Flight[] = [];
  private readonly waiting = new Map<string, NumberedFlight[]>();
  private readonly pins: { readonly row: number; readonly place: number }[] = [];

  constructor(
    moves: readonly MoveInFlight[],
    { numbers }: ReadNodes,
    private readonly faults: PlannerFaults,
  ) {
    moves.forEach(({ shard, from, to }, index) => {
      const place = `moves[${index}]`;
      const fromNumber = from === null ? NOWHERE : numbers.get(from);
      const toNumber = numbers.get(to);
      if (fromNumber === undefined) {
        faults.add(`${place}.from`, from, 'the id of a node, or null', 'Correct it, or leave out a move that is over.');
      }
      if (toNumber === undefined) {
        faults.add(`${place}.to`, to, 'the id of a node', 'Correct it, or leave out a move that is over.');
      }
      if (fromNumber !== undefined && toNumber !== undefined) {
        const ofShard = this.waiting.get(shard) ?? [];
        ofShard.push({ from: fromNumber, to: toNumber, place });
        this.waiting.set(shard, ofShard);
      }
    });
  }

  /** Puts the replicas of a shard where its moves take them. */
  apply(shardId: string, row: number, columns: GrowingColumns): void {
    for (const flight of this.waiting.get(shardId) ?? []) {
      const holders = Array.from({ length: columns.stride }, (_, place) => columns.holder(row, place));
      const place = holders.indexOf(flight.from);
      if (holders.includes(flight.to)) {
        const fix = 'Leave out a move that is over.';
        this.faults.add(`${flight.place}.to`, flight.to, `a node without a replica of ${shardId}`, fix);
      } else if (place < 0) {
        const fix = 'Leave out a move that is over.';
        this.faults.add(`${flight.place}.from`, flight.from, `an owner of ${shardId}, or null if one is missing`, fix);
      } else {
        columns.setHolder(row, place, flight.to);
        this.flights.push({ from: flight.from, to: flight.to });
        this.pins.push({ row, place });
      }
    }
    this.waiting.delete(shardId);
  }

  /** By replica 1 when it is in flight; notes moves whose shard never came. */
  pinned(replicaCount: number, stride: number): Uint8Array {
    for (const [shardId, flights] of this.waiting) {
      for (const { place } of flights) {
        this.faults.add(`${place}.shard`, shardId, 'the id of a shard', 'Leave out a move of a shard that is gone.');
      }
    }
    const pinned = new Uint8Array(replicaCount);
    for (const { row, place } of this.pins) {
      pinned[row * stride + place] = 1;
    }
    return pinned;
  }
}
