import { NOWHERE } from '../fleet-model';
import type { FleetState } from '../fleet-state';
import { mostFirst } from '../most-first';
import { replicasOfNodes } from '../replicas-of-nodes';

/** Replicas for each node that are worth a look, on average. */
const USUAL_PER_NODE = 24;

/** A node above its limit gets as many replicas as have so many times its excess in load. */
const EXCESS_MULTIPLE = 3;

const SAMPLE_SIZE = 8192;

/** Spreads a sample over the shards without a pattern: 2³² over the golden ratio. */
const GOLDEN_STEP = 2_654_435_769;

/**
 * Returns the numbers of the shards that balancing should work on, rising: those with most load per byte, enough of them for every node
 * that is over its limit, and the heaviest of those that move anyway. O(shards × replicas + nodes × log).
 */
export function selectShards(state: FleetState): Int32Array {
  const { shards, nodes } = state.model;
  const isSelected = new Uint8Array(shards.ids.length);
  const threshold = usualThreshold(state, USUAL_PER_NODE * nodes.ids.length);
  for (let shard = 0; shard < isSelected.length; shard += 1) {
    if (loadPerByte(state, shard) >= threshold || isMovedAndHeavy(state, shard)) {
      isSelected[shard] = 1;
    }
  }
  const overNodes = [...state.rooms.keys()].filter((node) => nodes.takes[node] === 1 && state.isOver(node));
  for (const [node, replicas] of replicasOfNodes(state, overNodes)) {
    selectEnough(state, node, replicas, -state.roomOf(node) * EXCESS_MULTIPLE, isSelected);
  }
  return numbersOf(isSelected);
}

function numbersOf(isSelected: Uint8Array): Int32Array {
  const numbers = new Int32Array(isSelected.reduce((count, flag) => count + flag, 0));
  let next = 0;
  for (let shard = 0; shard < isSelected.length; shard += 1) {
    if (isSelected[shard] === 1) {
      numbers[next] = shard;
      next += 1;
    }
  }
  return numbers;
}

/** Load of a shard per byte; a shard without bytes costs as much as one byte. */
function loadPerByte({ weights, model }: FleetState, shard: number): number {
  return (weights[shard] as number) / ((model.shards.sizeBytes[shard] as number) + 1);
}

/** The load per byte that about so many replicas reach. */
function usualThreshold(state: FleetState, replicas: number): number {
  const { shards, stride } = state.model;
  const count = shards.ids.length;
  const part = replicas / Math.max(1, count * stride);
  if (part >= 1) {
    return 0;
  }
  const sampleSize = Math.min(SAMPLE_SIZE, count);
  const sample = new Float64Array(sampleSize).map((_, index) =>
    loadPerByte(state, sampleSize === count ? index : (Math.imul(index, GOLDEN_STEP) >>> 0) % count),
  );
  sample.sort();
  return sample[Math.floor(sampleSize * (1 - part))] as number;
}

/** Whether a replica of the shard was given a new node already, and weighs enough to matter where. */
function isMovedAndHeavy(state: FleetState, shard: number): boolean {
  const { stride, homes } = state.model;
  const isHeavy = (state.weights[shard] as number) * state.model.shards.ids.length * stride > state.rooms.length;
  for (let replica = shard * stride; isHeavy && replica < (shard + 1) * stride; replica += 1) {
    const holder = state.holders[replica];
    if (holder !== homes[replica] && holder !== NOWHERE) {
      return true;
    }
  }
  return false;
}

/** Selects replicas of a node with most load per byte, of the resource that it has least room of, until they have so much load. */
function selectEnough(
  state: FleetState,
  node: number,
  replicas: readonly number[],
  wanted: number,
  isSelected: Uint8Array,
): void {
  const loads = state.model.shards.loads[state.tightest[node] as number] as Float64Array;
  const { sizeBytes } = state.model.shards;
  let load = 0;
  for (const replica of replicas) {
    const shard = state.shardOf(replica);
    load += isSelected[shard] === 1 ? (loads[shard] as number) : 0;
  }
  if (load >= wanted && state.loads.length === 1) {
    return;
  }
  const ratio = (replica: number) => {
    const shard = state.shardOf(replica);
    return (loads[shard] as number) / ((sizeBytes[shard] as number) + 1);
  };
  load = 0;
  for (const replica of mostFirst(replicas, ratio)) {
    if (load >= wanted) {
      return;
    }
    const shard = state.shardOf(replica);
    isSelected[shard] = 1;
    load += loads[shard] as number;
  }
}
