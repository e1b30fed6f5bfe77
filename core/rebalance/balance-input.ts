import type { Shard } from '../fleet/shard';
import type { MoveInFlight, PlannerInput, PlannerNode, PlannerPolicy, PlannerShard } from '../planner/planner-input';
import { DISK_LIMIT_FRACTION, type NodeLoad } from './fleet-load';
import { ANY_ZONE, overMean, roomFor, withinDisks } from './planner-terms';
import type { BalanceBounds, BalanceView } from './worth-balancing';

/** A shard and the node that has it, or will once its move is done; `null` for none that takes shards. */
export interface SeatedShard {
  readonly shard: Shard;
  readonly nodeId: string | null;
}

/** Who holds what, each list in order of id. */
export interface BalanceSeats {
  /** Shards that may move. */
  readonly movable: readonly SeatedShard[];
  /** Shards in a move or about to be, and those that are to rest for a while. */
  readonly fixed: readonly SeatedShard[];
}

/** Loads are measured against their mean; how much a node can serve is for the scaler. */
const ANY_LOAD = 100;

/**
 * Returns what the planner is asked: where load should go so that each taker comes near its share. Fixed shards are given as
 * moves in flight to where they are, which is how the planner leaves a shard in place; those to come as shards without a node,
 * so that room is kept for them. O(N + S).
 */
export function balanceInput(view: BalanceView, seats: BalanceSeats, bounds: BalanceBounds): PlannerInput {
  const { fleet } = view;
  const takers = new Set(view.takers);
  const nodes = fleet.targets.map((node) => plannerNode(node, takers.has(node)));
  const toShard = ({ shard }: SeatedShard, owners: readonly string[]): PlannerShard => ({
    id: shard.id,
    sizeBytes: fleet.bytesOf(shard),
    load: fleet.loadOf(shard),
    owners,
  });
  const shards = [
    ...seats.movable.map((seated) => toShard(seated, seated.nodeId === null ? [] : [seated.nodeId])),
    ...seats.fixed.map((seated) => toShard(seated, [])),
  ];
  const moves = seats.fixed.flatMap(inPlace);
  const policy = plannerPolicy(bounds);
  return { nodes, shards: withinDisks(shards, nodes), moves, policy, isRebalancing: bounds.isRebalancing };
}

function inPlace({ shard, nodeId }: SeatedShard): MoveInFlight[] {
  return nodeId === null ? [] : [{ shard: shard.id, from: null, to: nodeId }];
}

/**
 * A disk counts as large enough for what is on it: disks fill everywhere alike, and near their limit each tick would find a shard
 * to move. One that refuses shards is full.
 */
function plannerNode(node: NodeLoad, isTaker: boolean): PlannerNode {
  const ownBytes = node.bytes - node.copyBytes;
  const usable = node.refuses ? 0 : node.capacityBytes - node.copyBytes / DISK_LIMIT_FRACTION;
  const bytes = Math.max(usable, roomFor(ownBytes / DISK_LIMIT_FRACTION), 1);
  return { id: node.id, zone: ANY_ZONE, state: isTaker ? 'active' : 'joining', capacity: { bytes, load: 1 } };
}

function plannerPolicy({ aim, startAbove, fillBelow }: BalanceBounds): Partial<PlannerPolicy> {
  return { ...overMean(aim, startAbove), fillBelow, diskLimit: DISK_LIMIT_FRACTION, loadLimit: ANY_LOAD };
}
