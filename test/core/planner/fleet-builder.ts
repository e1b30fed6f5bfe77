import type { MovePlan } from '../../../core/planner/move-plan';
import type { PlannerInput, PlannerNode, PlannerShard } from '../../../core/planner/planner-input';

/** A node of a terabyte and one unit of load, changed as told. */
export function node(id: string, zone: string, change: Partial<PlannerNode> = {}): PlannerNode {
  return { id, zone, state: 'active', capacity: { bytes: 1e12, load: 1 }, ...change };
}

/** A shard of a gigabyte and a hundredth of a unit of load. */
export function shard(id: string, owners: readonly string[], change: Partial<PlannerShard> = {}): PlannerShard {
  return { id, sizeBytes: 1e9, load: 0.01, owners, ...change };
}

/** The owners of each shard once all moves are done. Fails when a move does not fit the owners. */
export function ownersAfter(shards: Iterable<PlannerShard>, plan: MovePlan): Map<string, string[]> {
  const owners = new Map([...shards].map(({ id, owners: own }) => [id, [...own]]));
  for (const { shard: id, from, to } of plan.moves) {
    const own = owners.get(id) ?? [];
    const place = from === null ? own.length : own.indexOf(from);
    if (place < 0 || own.includes(to)) {
      throw new Error(`${id} cannot go from ${from} to ${to}: its owners are ${own}`);
    }
    own[place] = to;
  }
  return owners;
}

/** The fleet once all moves of the plan are done. Nodes that are down and hold nothing stay listed. */
export function applied(input: PlannerInput, plan: MovePlan): PlannerInput {
  const owners = ownersAfter(input.shards, plan);
  const shards = [...input.shards].map((one) => ({ ...one, owners: owners.get(one.id) ?? [] }));
  return { ...input, shards, moves: [], isRebalancing: plan.isRebalancing };
}
