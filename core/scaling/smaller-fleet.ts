import type { FleetNode } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import type { PlannerInput, PlannerNode, PlannerShard } from '../planner/planner-input';
import type { MoveBudgets } from '../policy/fleet-policy';
import { FleetLoad, type NodeLoad } from '../rebalance/fleet-load';
import { ANY_ZONE, overMean, roomFor, withinDisks } from '../rebalance/planner-terms';
import { sortedById } from '../rebalance/sorted-by-id';

/** A fleet without the nodes that leave, as the planner is asked about it. */
export interface SmallerFleet {
  readonly input: PlannerInput;
  /** Shards and copies that need another node, by name, with their bytes. */
  readonly toPlace: ReadonlyMap<string, number>;
  /** Mean load of the nodes that stay and take shards, once everything is placed. */
  readonly meanLoad: number;
  /** Whether any shard has a load: a service that measures none says 0 of each, and then each counts the same. */
  readonly hasLoads: boolean;
  /** Mean and highest load of the nodes as they are. */
  readonly meanNow: number;
  readonly highestNow: number;
}

/** What is planned for. */
export interface RoomGoals {
  /** Part of a disk. */
  readonly diskLimit: number;
  /** Of the mean load. */
  readonly aim: number;
  /** Copies of each shard, the owner's included. */
  readonly replicas: number;
}

/** Nothing is begun here. */
const NO_MOVES: MoveBudgets = { perNode: 0, perZone: 0, perFleet: 0 };

/** Returns what to ask the planner. Shards of leaving nodes are given as shards without a node. O(N + S). */
export function smallerFleet(
  nodes: readonly FleetNode[],
  leaving: ReadonlySet<string>,
  rows: readonly Shard[] | undefined,
  goals: RoomGoals,
): SmallerFleet {
  const shards = withUnlisted(rows ?? [], nodes);
  const now = seated(nodes, shards);
  const without = nodes.map((node) => (leaving.has(node.id) ? ({ ...node, state: 'draining' } as const) : node));
  const then = seated(without, shards);
  const otherBytes = bytesBesides(nodes, shards, now);
  const plannerNodes = then.targets.map((node) => plannerNode(node, otherBytes.get(node.id) ?? 0, goals));
  const plannerShards = shards.flatMap((shard) => [plannerShard(then, shard), ...copiesToPlace(then, shard, goals)]);
  const takers = then.targets.filter((node) => !node.refuses);
  const load = takers.reduce((sum, node) => sum + node.load, then.loadToCome);
  return {
    input: { nodes: plannerNodes, shards: withinDisks(plannerShards, plannerNodes), policy: plannerPolicy(goals) },
    toPlace: new Map(plannerShards.flatMap((shard) => (shard.owners.length > 0 ? [] : [[shard.id, shard.sizeBytes]]))),
    meanLoad: load / Math.max(1, takers.length),
    hasLoads: nodes.some(({ heartbeat }) => Object.values(heartbeat?.shards ?? {}).some(({ load: said }) => said > 0)),
    meanNow: now.meanLoad(),
    highestNow: now.targets.reduce((most, node) => Math.max(most, node.load), 0),
  };
}

/** The rows, and what live nodes serve without one: rows may not have been read, or not be made anew yet. In order of id. */
function withUnlisted(rows: readonly Shard[], nodes: readonly FleetNode[]): readonly Shard[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const listed = new Set(byId.keys());
  for (const { id: nodeId, heartbeat } of sortedById(nodes.filter((node) => node.state !== 'down'))) {
    for (const id of Object.keys(heartbeat?.shards ?? {}).filter((shardId) => !listed.has(shardId))) {
      const known = byId.get(id);
      const followers = known ? [...known.followers, nodeId] : [];
      byId.set(id, { id, owner: known?.owner ?? nodeId, followers, epoch: 0 });
    }
  }
  return sortedById([...byId.values()]);
}

function seated(nodes: readonly FleetNode[], shards: readonly Shard[]): FleetLoad {
  const fleet = new FleetLoad(nodes, NO_MOVES);
  for (const shard of shards) {
    fleet.seat(shard, seatOf(shard));
    for (const follower of shard.followers) {
      fleet.seatCopy(shard, follower);
    }
  }
  return fleet;
}

function seatOf({ owner, move }: Shard): string | null {
  return move && move.state !== 'cancelled' ? move.to : owner;
}

/** By node, what is on its disk besides shards that it owns, follows, or is being given. */
function bytesBesides(nodes: readonly FleetNode[], shards: readonly Shard[], fleet: FleetLoad): Map<string, number> {
  const left = new Map(nodes.map((node) => [node.id, node.heartbeat?.usedBytes ?? 0]));
  for (const shard of shards) {
    for (const id of new Set([shard.owner, shard.move?.to, ...shard.followers])) {
      left.set(id ?? '', Math.max(0, (left.get(id ?? '') ?? 0) - fleet.bytesOf(shard)));
    }
  }
  return left;
}

function plannerNode(node: NodeLoad, otherBytes: number, { diskLimit }: RoomGoals): PlannerNode {
  const ownBytes = node.bytes - node.copyBytes;
  const usable = Math.max(node.capacityBytes * diskLimit - node.copyBytes - otherBytes, roomFor(ownBytes));
  const state = node.refuses ? 'joining' : 'active';
  return { id: node.id, zone: ANY_ZONE, state, capacity: { bytes: Math.max(1, usable / diskLimit), load: 1 } };
}

function plannerShard(fleet: FleetLoad, shard: Shard): PlannerShard {
  const seat = seatOf(shard);
  const owners = seat !== null && fleet.target(seat) ? [seat] : [];
  return { id: `shard ${shard.id}`, sizeBytes: fleet.bytesOf(shard), load: fleet.loadOf(shard), owners };
}

/** A copy that already has its successor beside it needs no further place. */
function copiesToPlace(fleet: FleetLoad, shard: Shard, { replicas }: RoomGoals): readonly PlannerShard[] {
  const homeless = shard.followers.filter((id) => !fleet.target(id));
  const lacking = replicas - 1 - (shard.followers.length - homeless.length);
  return homeless.slice(0, Math.max(0, lacking)).map((id) => ({
    id: `the copy of ${shard.id} on ${id}`,
    sizeBytes: fleet.bytesOf(shard),
    load: 0,
    owners: [],
  }));
}

function plannerPolicy({ diskLimit, aim }: RoomGoals): PlannerInput['policy'] {
  return { ...overMean(aim, aim), fillBelow: 0, diskLimit, effort: 0 };
}
