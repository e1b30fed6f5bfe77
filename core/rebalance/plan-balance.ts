import type { MovePlan } from '../planner/move-plan';
import { planMoves } from '../planner/plan-moves';
import { PLANNER_POLICY_DEFAULTS } from '../planner/planner-input';
import type { FleetPolicy } from '../policy/fleet-policy';
import { type BalanceSeats, balanceInput } from './balance-input';
import { balanceWish } from './balance-wish';
import { type BegunMoves, beginMoves } from './begin-moves';
import type { FleetLoad, NodeLoad } from './fleet-load';
import type { MoveWish } from './plan-draft';
import { FEW_SHARDS, planFewShards } from './plan-few-shards';
import type { BalanceSummary } from './rebalance-plan';
import {
  type BalanceBounds,
  type BalanceView,
  isUneven,
  type LightestLoads,
  worthOfBalancing,
} from './worth-balancing';

/** What a tick does for balance. */
export interface BalancePlan {
  /** Moves that begin now, in order. */
  readonly wishes: readonly MoveWish[];
  /** Moves that wait, by reason. */
  readonly held: Readonly<Record<string, number>>;
  /** Whether balancing was begun and is not over. */
  readonly isRebalancing: boolean;
  /** Absent when nothing was worth planning. */
  readonly summary?: BalanceSummary;
  /** What says that one shard alone is too much for its node; absent when none is. */
  readonly tooHot?: string;
}

interface BegunPlan extends BegunMoves {
  readonly summary: BalanceSummary;
}

/** A policy's rules of balance. */
export type BalancePolicy = Pick<FleetPolicy, 'rebalanceAboveMaxOverMean' | 'rebalanceToMaxOverMean'>;

/**
 * Returns the moves that bring nodes with too much load, and nodes with hardly any, near their share in few bytes, and spends those that
 * can begin from `fleet`. Planned only when that could be worth a move. Deterministic, O(N) for an even fleet, else O(N + S) and a
 * plan of `planMoves`.
 */
export function planBalance(
  fleet: FleetLoad,
  seatsNow: () => BalanceSeats,
  policy: BalancePolicy,
  wasRebalancing: boolean,
): BalancePlan {
  const view = viewOf(fleet, policy);
  const bounds = boundsOf(view, policy, wasRebalancing);
  if (!isUneven(view, bounds)) {
    return { wishes: [], held: {}, isRebalancing: false };
  }
  const seats = seatsNow();
  const worth = worthOfBalancing(view, lightestLoads(fleet, seats), bounds);
  const tooHot = hottestShard(view, seats, bounds);
  if (worth !== 'worth-it') {
    return { wishes: [], held: {}, isRebalancing: worth === 'waits' && bounds.isRebalancing, tooHot };
  }
  const isSmall = seats.movable.length + seats.fixed.length < FEW_SHARDS;
  const { begun, held, summary } = (isSmall ? planFewShards : planMany)(view, seats, bounds);
  const wishes = begun.map((move) => balanceWish(move, summary));
  return { wishes, held, isRebalancing: held['no-budget'] !== undefined, summary, tooHot };
}

function planMany(view: BalanceView, seats: BalanceSeats, bounds: BalanceBounds): BegunPlan {
  const plan = planMoves(balanceInput(view, seats, bounds));
  const shards = new Map(seats.movable.map(({ shard }) => [shard.id, shard]));
  const { fleet, meanLoad } = view;
  return { ...beginMoves(plan.moves, { fleet, shards, bounds, meanLoad }), summary: summaryOf(plan) };
}

/** Without what is to come, which goes where the evacuation sends it. */
function summaryOf({ before, after, moves, bytesMoved, lowerBoundBytes, unmet }: MovePlan): BalanceSummary {
  const toCome = moves.filter(({ from }) => from === null);
  const bytesToCome = toCome.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    before: before.maxOverMean,
    after: after.maxOverMean,
    moves: moves.length - toCome.length,
    bytes: bytesMoved - bytesToCome,
    lowerBoundBytes: Math.max(0, lowerBoundBytes - bytesToCome),
    unmet: unmet.filter(({ goal }) => goal === 'balance').map(({ text }) => text),
  };
}

/** A node that idles begins it too: then those that share with it come down to the aim, and it comes up to nearly its share. */
function boundsOf(view: BalanceView, policy: BalancePolicy, wasRebalancing: boolean): BalanceBounds {
  const { rebalanceAboveMaxOverMean: startAbove, rebalanceToMaxOverMean: aim } = policy;
  const idleBelow = PLANNER_POLICY_DEFAULTS.fillBelow;
  const hasIdle = view.takers.some((node) => !node.refuses && node.load < idleBelow * view.meanLoad);
  const isRebalancing = wasRebalancing || hasIdle;
  return { aim, startAbove, isRebalancing, fillBelow: isRebalancing ? Math.max(0, 2 - aim) : idleBelow };
}

/** A node that refuses shards keeps what it has, and shares in nothing unless it has too much. */
function viewOf(fleet: FleetLoad, policy: BalancePolicy): BalanceView {
  const meanLoad = fleet.meanLoad();
  const isTaker = (node: NodeLoad) => !node.refuses || node.load > policy.rebalanceToMaxOverMean * meanLoad;
  const takers = fleet.targets.filter(isTaker);
  const load = takers.reduce((sum, node) => sum + node.load, fleet.loadToCome);
  return { fleet, takers, meanLoad: load / Math.max(1, takers.length) };
}

/** Its node stays above the bound when it has nothing else. */
function hottestShard({ fleet, meanLoad }: BalanceView, { movable }: BalanceSeats, { startAbove }: BalanceBounds) {
  let most = startAbove * meanLoad;
  let text: string | undefined;
  for (const { shard, nodeId } of movable) {
    const load = fleet.loadOf(shard);
    if (nodeId !== null && load > most) {
      most = load;
      text = `${shard.id} on ${nodeId} alone has ${(load / meanLoad).toFixed(2)} of the mean load: no move evens that out`;
    }
  }
  return text;
}

function lightestLoads(fleet: FleetLoad, { movable }: BalanceSeats): LightestLoads {
  const lightest = new Map<string, number>();
  for (const { shard, nodeId } of movable) {
    if (nodeId !== null) {
      lightest.set(nodeId, Math.min(lightest.get(nodeId) ?? Number.POSITIVE_INFINITY, fleet.loadOf(shard)));
    }
  }
  return lightest;
}
