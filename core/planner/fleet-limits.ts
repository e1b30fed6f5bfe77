import { type FleetModel, NOWHERE } from './fleet-model';
import { mostInOneZone, reachableOverMean } from './zone-rule';

/** What each node may carry, in a fleet whose loads are in units of the mean node load. */
export interface FleetLimits {
  /** The fleet with loads and capacities in units of the mean load of a node that takes shards. */
  readonly model: FleetModel;
  /** By resource and node: its share of the load. 0 for a node that takes no shards. */
  readonly shares: readonly Float64Array[];
  /** By resource and node: what is planned for at most. */
  readonly limits: readonly Float64Array[];
  /** By resource: multiples of the share above which a node starts balancing. */
  readonly starts: readonly number[];
  /** By resource: what the zones force the most loaded node to carry, as a multiple of its share. */
  readonly reachable: readonly number[];
  /** By resource: mean load over the capacity that may be used; above 1 when the fleet is too small. */
  readonly fullness: readonly number[];
  readonly diskLimits: Float64Array;
  readonly mostInOneZone: number;
}

/**
 * Returns what each node may carry: its share of each load by capacity times `maxOverMean`, or somewhat above what the zones force;
 * and its capacity, as long as the fleet is large enough for that. O(shards × replicas × resources).
 */
export function limitFleet(raw: FleetModel): FleetLimits {
  const { nodes, policy } = raw;
  const perZone = mostInOneZone(raw);
  const takers = Math.max(1, count(nodes.takes));
  const totals = totalLoads(raw);
  const units = totals.map((total) => (total > 0 ? total / takers : 1));
  const model = inUnits(raw, units);
  const capacities = model.nodes.capacityLoads.map((column) => column.map((value, node) => value * takes(raw, node)));
  const reachable = capacities.map((column) =>
    reachableOverMean(zoneSums(raw, column), Math.min(1, perZone / policy.replicas)),
  );
  const shares = capacities.map((column, resource) => {
    const perCapacity = (totals[resource] ?? 0) / (units[resource] ?? 1) / Math.max(Number.MIN_VALUE, sum(column));
    return column.map((capacity) => capacity * perCapacity);
  });
  const fullness = shares.map(
    (column, resource) => sum(column) / (sum(capacities[resource] ?? []) * policy.loadLimit || 1),
  );
  const slack = 1 + (policy.maxOverMean - 1) / 2;
  const aims = reachable.map((multiple) => Math.max(policy.maxOverMean, multiple * slack));
  const limits = shares.map((column, resource) => {
    const aim = aims[resource] ?? 1;
    const isRoomy = (fullness[resource] ?? 0) * (reachable[resource] ?? 1) < 1;
    const most = isRoomy ? Math.min(aim, 1 / (fullness[resource] || 1)) : aim;
    return column.map((share) => share * (fullness[resource] === 0 ? aim : most));
  });
  const starts = aims.map((aim) => (aim * policy.startAbove) / policy.maxOverMean);
  const diskLimits = nodes.capacityBytes.map((bytes, node) => bytes * policy.diskLimit * takes(raw, node));
  return { model, shares, limits, starts, reachable, fullness, diskLimits, mostInOneZone: perZone };
}

/** Of all nodes and resources. */
export function largestLimit({ limits }: FleetLimits): number {
  const largest = limits.map((column) => column.reduce((most, limit) => Math.max(most, limit), 0));
  return Math.max(0, ...largest);
}

function takes({ nodes }: FleetModel, node: number): number {
  return nodes.takes[node] as number;
}

/** Loads that nodes which take shards will carry: of all replicas, those to be restored among them, except those on joining nodes. */
function totalLoads({ nodes, shards, stride, homes, policy }: FleetModel): number[] {
  const wanted = Math.min(policy.replicas, count(nodes.takes));
  const totals = shards.loads.map(() => 0);
  for (let shard = 0; shard < shards.ids.length; shard += 1) {
    let present = 0;
    let waiting = 0;
    for (let replica = shard * stride; replica < (shard + 1) * stride; replica += 1) {
      const home = homes[replica] as number;
      present += home === NOWHERE ? 0 : 1;
      waiting += home !== NOWHERE && nodes.takes[home] === 0 && nodes.leaves[home] === 0 ? 1 : 0;
    }
    const carried = Math.max(present, wanted) - waiting;
    for (let resource = 0; resource < totals.length; resource += 1) {
      totals[resource] = (totals[resource] as number) + carried * (shards.loads[resource]?.[shard] as number);
    }
  }
  return totals;
}

function inUnits(model: FleetModel, units: readonly number[]): FleetModel {
  const scaled = (columns: readonly Float64Array[]) =>
    columns.map((column, resource) => column.map((value) => value / (units[resource] as number)));
  const nodes = { ...model.nodes, capacityLoads: scaled(model.nodes.capacityLoads) };
  return { ...model, nodes, shards: { ...model.shards, loads: scaled(model.shards.loads) } };
}

function zoneSums({ nodes, zoneNames }: FleetModel, column: Float64Array): number[] {
  const sums = zoneNames.map(() => 0);
  column.forEach((value, node) => {
    const zone = nodes.zones[node] as number;
    sums[zone] = (sums[zone] as number) + value;
  });
  return sums.filter((value) => value > 0);
}

function count(flags: Uint8Array): number {
  return flags.reduce((total, flag) => total + flag, 0);
}

function sum(values: Float64Array | readonly number[]): number {
  let total = 0;
  for (const value of values) {
    total += value;
  }
  return total;
}
