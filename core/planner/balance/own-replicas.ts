import { type FleetModel, NOWHERE, shardOf } from '../fleet-model';
import { sortByKey } from './sort-by-key';

/** The replicas that are at home at each node and may move, in one list: those of a node follow each other, most relief per byte first. */
export interface OwnReplicas {
  /** Where those of a node begin; they end where the next node's begin. */
  readonly starts: Int32Array;
  readonly replicas: Int32Array;
  /** By position in the list, so that reading through a node's own replicas reads memory in order. */
  readonly weights: Float64Array;
  /** Their loads of the resource that their home is sorted by. With one resource the weights. */
  readonly reliefs: Float64Array;
  readonly costs: Float64Array;
}

/**
 * Lists the own replicas of each node. O(replicas × log² of those of a node).
 * @param sortedBy by node the resource that counts
 * @param weights by shard
 * @param costs by shard
 */
export function ownReplicas(
  model: FleetModel,
  sortedBy: Uint8Array,
  weights: Float64Array,
  costs: Float64Array,
): OwnReplicas {
  const { loads } = model.shards;
  const starts = countStarts(model);
  const replicas = listByHome(model, starts);
  const reliefOf = (replica: number) => {
    const resource = sortedBy[model.homes[replica] as number] as number;
    return (loads[resource] as Float64Array)[shardOf(model, replica)] as number;
  };
  sortByCostPerRelief(model, starts, replicas, costs, reliefOf);
  const own = { starts, replicas, ...columnsFor(replicas.length, loads.length > 1) };
  for (let position = 0; position < replicas.length; position += 1) {
    const replica = replicas[position] as number;
    const shard = shardOf(model, replica);
    own.weights[position] = weights[shard] as number;
    own.reliefs[position] = reliefOf(replica);
    own.costs[position] = costs[shard] as number;
  }
  return own;
}

function columnsFor(length: number, areReliefsApart: boolean) {
  const weights = new Float64Array(length);
  return { weights, reliefs: areReliefsApart ? new Float64Array(length) : weights, costs: new Float64Array(length) };
}

/** Sorts the replicas of each node; those that give no relief come last. */
function sortByCostPerRelief(
  model: FleetModel,
  starts: Int32Array,
  replicas: Int32Array,
  costs: Float64Array,
  reliefOf: (replica: number) => number,
): void {
  const keys = new Float64Array(replicas.length);
  for (let position = 0; position < replicas.length; position += 1) {
    const replica = replicas[position] as number;
    const relief = reliefOf(replica);
    const cost = costs[shardOf(model, replica)] as number;
    keys[position] = relief > 0 ? cost / relief : Number.POSITIVE_INFINITY;
  }
  for (let node = 0; node + 1 < starts.length; node += 1) {
    sortByKey(replicas, keys, starts[node] as number, starts[node + 1] as number);
  }
}

function countStarts({ homes, nodes, pinned }: FleetModel): Int32Array {
  const starts = new Int32Array(nodes.ids.length + 1);
  for (let replica = 0; replica < homes.length; replica += 1) {
    const home = homes[replica] as number;
    if (home !== NOWHERE && pinned[replica] === 0) {
      starts[home + 1] = (starts[home + 1] as number) + 1;
    }
  }
  for (let node = 0; node + 1 < starts.length; node += 1) {
    starts[node + 1] = (starts[node + 1] as number) + (starts[node] as number);
  }
  return starts;
}

/** The replicas of all homes, in order of home and number. */
function listByHome({ homes, pinned }: FleetModel, starts: Int32Array): Int32Array {
  const replicas = new Int32Array(starts[starts.length - 1] as number);
  const nextPlaces = starts.slice();
  for (let replica = 0; replica < homes.length; replica += 1) {
    const home = homes[replica] as number;
    if (home !== NOWHERE && pinned[replica] === 0) {
      const place = nextPlaces[home] as number;
      nextPlaces[home] = place + 1;
      replicas[place] = replica;
    }
  }
  return replicas;
}
