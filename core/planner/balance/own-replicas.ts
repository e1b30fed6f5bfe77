import { type FleetModel, NOWHERE, shardOf } from '../fleet-model';

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
 * Lists the own replicas of each node. O(replicas + resources × shards × log).
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
  const starts = countStarts(model);
  const replicas = new Int32Array(starts[starts.length - 1] as number);
  const nextPlaces = starts.slice();
  const { loads } = model.shards;
  for (let resource = 0; resource < loads.length; resource += 1) {
    const order = shardsByCostPerLoad(loads[resource] as Float64Array, costs);
    listByHome(model, order, (home) => sortedBy[home] === resource, nextPlaces, replicas);
  }
  const own = { starts, replicas, ...columnsFor(replicas.length, loads.length > 1) };
  for (let position = 0; position < replicas.length; position += 1) {
    const replica = replicas[position] as number;
    const shard = shardOf(model, replica);
    const resource = sortedBy[model.homes[replica] as number] as number;
    own.weights[position] = weights[shard] as number;
    own.reliefs[position] = (loads[resource] as Float64Array)[shard] as number;
    own.costs[position] = costs[shard] as number;
  }
  return own;
}

function columnsFor(length: number, areReliefsApart: boolean) {
  const weights = new Float64Array(length);
  return { weights, reliefs: areReliefsApart ? new Float64Array(length) : weights, costs: new Float64Array(length) };
}

/** Numbers of the shards, those with most load per byte first. */
function shardsByCostPerLoad(loads: Float64Array, costs: Float64Array): Int32Array {
  const costsPerLoad = loads.map((load, shard) =>
    load > 0 ? (costs[shard] as number) / load : Number.POSITIVE_INFINITY,
  );
  const shards = new Int32Array(loads.length).map((_, shard) => shard);
  return shards.sort((left, right) => {
    const difference = (costsPerLoad[left] as number) - (costsPerLoad[right] as number);
    return difference || left - right;
  });
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

/** Adds to the lists of some homes their replicas, in the order of the shards. */
function listByHome(
  { homes, pinned, stride }: FleetModel,
  shards: Int32Array,
  isWanted: (home: number) => boolean,
  nextPlaces: Int32Array,
  replicas: Int32Array,
): void {
  for (const shard of shards) {
    for (let replica = shard * stride; replica < (shard + 1) * stride; replica += 1) {
      const home = homes[replica] as number;
      if (home !== NOWHERE && pinned[replica] === 0 && isWanted(home)) {
        const place = nextPlaces[home] as number;
        nextPlaces[home] = place + 1;
        replicas[place] = replica;
      }
    }
  }
}
