import { type FleetModel, NOWHERE } from '../fleet-model';
import type { FleetState } from '../fleet-state';
import { Board } from './board';

/** A board, and which replicas of the fleet its replicas are. */
export interface FleetBoard {
  readonly board: Board;
  /** By shard of the board its number in the fleet. */
  readonly shardNumbers: Int32Array;
}

/** Returns a board of some of a fleet's shards, as they stand. What the others carry is fixed. O(shards chosen × replicas + nodes). */
export function makeBoard(state: FleetState, shardNumbers: Int32Array): FleetBoard {
  const { model } = state;
  const pick = (column: Float64Array) =>
    new Float64Array(shardNumbers.length).map((_, shard) => column[shardNumbers[shard] as number] as number);
  const sizeBytes = pick(model.shards.sizeBytes);
  const selected: FleetModel = {
    ...model,
    shards: { ids: [], sizeBytes, loads: model.shards.loads.map(pick) },
    homes: pickReplicas(model.homes, shardNumbers, model.stride),
    pinned: Uint8Array.from(pickReplicas(model.pinned, shardNumbers, model.stride)),
  };
  const holders = pickReplicas(state.holders, shardNumbers, model.stride);
  const base = { loads: state.loads.map((column) => column.slice()), bytes: state.bytes.slice() };
  holders.forEach((holder, replica) => {
    const shard = Math.trunc(replica / model.stride);
    if (holder !== NOWHERE) {
      base.loads.forEach((column, resource) => {
        take(column, holder, selected.shards.loads[resource]?.[shard] as number);
      });
      take(base.bytes, holder, sizeBytes[shard] as number);
    }
  });
  const board = new Board(selected, state.limits, base, usualSize(sizeBytes), state.tightest.slice());
  board.restore(holders);
  return { board, shardNumbers };
}

function take(column: Float64Array, node: number, amount: number): void {
  column[node] = (column[node] as number) - amount;
}

function pickReplicas(column: Int32Array | Uint8Array, shardNumbers: Int32Array, stride: number): Int32Array {
  const picked = new Int32Array(shardNumbers.length * stride);
  for (let shard = 0; shard < shardNumbers.length; shard += 1) {
    const start = (shardNumbers[shard] as number) * stride;
    for (let place = 0; place < stride; place += 1) {
      picked[shard * stride + place] = column[start + place] as number;
    }
  }
  return picked;
}

/** Mean size, at least 1 byte. */
function usualSize(sizeBytes: Float64Array): number {
  const total = sizeBytes.reduce((sum, bytes) => sum + bytes, 0);
  return Math.max(1, total / Math.max(1, sizeBytes.length));
}
