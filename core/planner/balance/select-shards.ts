import { NOWHERE } from '../fleet-model';
import type { FleetState } from '../fleet-state';
import { replicasOfNodes } from '../replicas-of-nodes';
import { sortByKey } from './sort-by-key';

/** Replicas for each node that are worth a look, on average. */
const USUAL_PER_NODE = 24;

/** A node above its limit gets as many replicas as have so many times its excess in load; with several resources fewer of them find places. */
const EXCESS_MULTIPLE = 1.5;
const EXCESS_MULTIPLE_OF_SEVERAL = 3;

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
  for (const [node, replicas] of replicasOfNodes(state, lackingNodes(state, isSelected))) {
    selectEnough(state, node, replicas, isSelected);
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

/** Nodes above their limit with too little load selected; with several resources all of them, since what is selected may be of the other ones. */
function lackingNodes(state: FleetState, isSelected: Uint8Array): number[] {
  const { nodes, stride } = state.model;
  const selected = new Float64Array(state.rooms.length);
  for (let replica = 0; replica < state.holders.length; replica += 1) {
    const shard = Math.trunc(replica / stride);
    const holder = state.holders[replica] as number;
    if (isSelected[shard] === 1 && holder !== NOWHERE) {
      selected[holder] = (selected[holder] as number) + (state.weights[shard] as number);
    }
  }
  const lacks = (node: number) => state.loads.length > 1 || (selected[node] as number) < wantedLoad(state, node);
  return [...state.rooms.keys()].filter((node) => nodes.takes[node] === 1 && state.isOver(node) && lacks(node));
}

/** What should be selected of a node above its limit. */
function wantedLoad(state: FleetState, node: number): number {
  return -state.roomOf(node) * (state.loads.length > 1 ? EXCESS_MULTIPLE_OF_SEVERAL : EXCESS_MULTIPLE);
}

/** Selects replicas of a node with most load per byte, of the resource that it has least room of, until they have enough load. */
function selectEnough(state: FleetState, node: number, replicas: readonly number[], isSelected: Uint8Array): void {
  const loads = state.model.shards.loads[state.tightest[node] as number] as Float64Array;
  const { sizeBytes } = state.model.shards;
  const loadOf = (replica: number) => loads[state.shardOf(replica)] as number;
  const sorted = Int32Array.from(replicas);
  const keys = Float64Array.from(
    replicas,
    (replica) => -loadOf(replica) / ((sizeBytes[state.shardOf(replica)] as number) + 1),
  );
  sortByKey(sorted, keys, 0, sorted.length);
  let wanted = wantedLoad(state, node);
  for (let index = 0; index < sorted.length && wanted > 0; index += 1) {
    const replica = sorted[index] as number;
    isSelected[state.shardOf(replica)] = 1;
    wanted -= loadOf(replica);
  }
}
