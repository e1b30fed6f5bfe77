import { findUnmet } from '../../core/planner/find-unmet';
import { limitFleet } from '../../core/planner/fleet-limits';
import { type FleetModel, NOWHERE } from '../../core/planner/fleet-model';
import { FleetState } from '../../core/planner/fleet-state';
import { maxOverMean } from '../../core/planner/node-multiples';
import type { FleetPlan, Strategy, StrategyMove } from './fleet-plan';
import { strategyPlacement } from './strategy-placement';

/**
 * Returns the moves that bring each shard to the nodes that a placement names for its id, in the order of shards. Replicas that are on one of
 * them stay, as do more replicas than wanted. Loads and disks are what comes of it; `unmet` tells. Deterministic, O(shards × nodes) with
 * several replicas.
 */
export function placeAnew(
  model: FleetModel,
  strategy: Exclude<Strategy, 'balance'>,
): Omit<FleetPlan, 'strategy' | 'lowerBoundBytes'> {
  const limits = limitFleet(model);
  const state = new FleetState(limits.model, limits);
  const before = maxOverMean(limits, state.loads);
  const moves = moveAll(state, wantedOwners(model, strategy, state.weights));
  return {
    before: { maxOverMean: before },
    after: { maxOverMean: maxOverMean(limits, state.loads) },
    moves,
    bytesMoved: moves.reduce((sum, { bytes }) => sum + bytes, 0),
    unmet: findUnmet(state, model.policy.maxOverMean),
    held: [],
  };
}

/** Returns for a shard the numbers of the nodes that the placement names. */
function wantedOwners(
  model: FleetModel,
  strategy: Exclude<Strategy, 'balance'>,
  weights: Float64Array,
): (shard: number) => readonly number[] {
  const { nodes, shards, policy } = model;
  const placement = strategyPlacement(model, strategy, weights);
  const numbers = new Map(nodes.ids.map((id, node) => [id, node]));
  const ownersOf = (id: string) =>
    policy.replicas === 1 ? [placement.lookup(id) ?? []].flat() : placement.owners(id, policy.replicas);
  return (shard) => ownersOf(shards.ids[shard] as string).map((owner) => numbers.get(owner) as number);
}

function moveAll(state: FleetState, wantedOf: (shard: number) => readonly number[]): readonly StrategyMove[] {
  const { shards, stride } = state.model;
  const moves: StrategyMove[] = [];
  for (let shard = 0; shard < shards.ids.length; shard += 1) {
    const wanted = wantedOf(shard);
    const replicas = Array.from({ length: stride }, (_, place) => shard * stride + place);
    const misplaced = replicas.filter((replica) => !wanted.includes(state.holderOf(replica)));
    misplaced.sort((left, right) => stayingRank(state, left) - stayingRank(state, right) || left - right);
    const held = replicas.map((replica) => state.holderOf(replica));
    const added = wanted.filter((node) => !held.includes(node));
    added.forEach((node, index) => {
      const replica = misplaced[index] as number;
      moves.push(moveOf(state, replica, node));
      state.move(replica, node);
    });
  }
  return moves;
}

/** Which of a shard's misplaced replicas move first: those that must leave; missing ones last, for there may be more than wanted. */
function stayingRank(state: FleetState, replica: number): number {
  const holder = state.holderOf(replica);
  return holder === NOWHERE ? 2 : 1 - (state.model.nodes.leaves[holder] as number);
}

function moveOf(state: FleetState, replica: number, to: number): StrategyMove {
  const { nodes, shards } = state.model;
  const from = state.holderOf(replica);
  const shard = state.shardOf(replica);
  return {
    shard: shards.ids[shard] as string,
    from: from === NOWHERE ? null : (nodes.ids[from] as string),
    to: nodes.ids[to] as string,
    bytes: shards.sizeBytes[shard] as number,
    reason: reasonOf(state, from),
  };
}

function reasonOf({ model: { nodes } }: FleetState, from: number): StrategyMove['reason'] {
  if (from === NOWHERE) {
    return 'missing-replica';
  }
  if (nodes.leaves[from] === 1) {
    return nodes.isDown[from] === 1 ? 'take-over' : 'evacuation';
  }
  return 'placement';
}
