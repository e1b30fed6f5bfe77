import { limitFleet } from '../../core/planner/fleet-limits';
import { type FleetModel, NOWHERE } from '../../core/planner/fleet-model';
import { multipleOf } from '../../core/planner/node-multiples';
import type { StrategyMove } from '../strategy/fleet-plan';

/** What each node carries, by number of the node. */
export interface NodeLevels {
  /** Load over the node's share, of the resource where that is most; 0 for a node without a share. */
  readonly multiples: Float64Array;
  /** Bytes of the disk that are used, over its size. */
  readonly diskFractions: Float64Array;
}

/** Levels before and after a plan, and the load of zones. */
export interface FleetLevels {
  readonly before: NodeLevels;
  readonly after: NodeLevels;
}

/** Returns what nodes carry with moves in flight done, and after the moves of a plan. O(replicas × resources + moves). */
export function fleetLevels(model: FleetModel, moves: readonly StrategyMove[]): FleetLevels {
  const limits = limitFleet(model);
  const { nodes, shards } = limits.model;
  const loads = shards.loads.map(() => new Float64Array(nodes.ids.length));
  const bytes = new Float64Array(nodes.ids.length);
  const carry = (shard: number, node: number, times: number) => {
    loads.forEach((column, resource) => {
      column[node] = (column[node] as number) + times * (shards.loads[resource]?.[shard] as number);
    });
    bytes[node] = (bytes[node] as number) + times * (shards.sizeBytes[shard] as number);
  };
  const measured = (): NodeLevels => ({
    multiples: Float64Array.from(nodes.ids, (_, node) => multipleOf(limits, loads, node)),
    diskFractions: bytes.map((used, node) => used / (nodes.capacityBytes[node] as number)),
  });
  model.homes.forEach((home, replica) => {
    if (home !== NOWHERE) {
      carry(Math.trunc(replica / model.stride), home, 1);
    }
  });
  const before = measured();
  const numbers = new Map(nodes.ids.map((id, node) => [id, node]));
  const rows = rowsOfMoved(model, moves);
  for (const { shard, from, to } of moves) {
    const row = rows.get(shard) as number;
    carry(row, numbers.get(to) as number, 1);
    if (from !== null) {
      carry(row, numbers.get(from) as number, -1);
    }
  }
  return { before, after: measured() };
}

/** Numbers of the shards that move: an index of all would be as large as the fleet. */
function rowsOfMoved({ shards }: FleetModel, moves: readonly StrategyMove[]): ReadonlyMap<string, number> {
  const rows = new Map(moves.map(({ shard }) => [shard, -1]));
  shards.ids.forEach((id, row) => {
    if (rows.has(id)) {
      rows.set(id, row);
    }
  });
  return rows;
}
