import type { Reason } from '../decision';
import type { FleetNode } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import type { Move, MoveReason } from '../move/move';
import { MOVE_TRANSITIONS, startMove } from '../move/move-machine';
import { buildHashRing, type HashRing } from '../placement/hash-ring';
import type { FleetPolicy } from '../policy/fleet-policy';
import { balance } from './balance';
import { chooseTarget } from './choose-target';
import { FleetLoad, type NodeLoad } from './fleet-load';
import { isDead, type MoveChange, settleMove } from './settle-move';

/** What a plan is made from: the fleet as it is, after dead nodes were fenced. */
export interface RebalanceInput {
  readonly policy: FleetPolicy;
  readonly nodes: readonly FleetNode[];
  readonly shards: readonly Shard[];
  readonly nowMs: number;
  /** Makes the ids of moves; the controller's version is unique to a tick. */
  readonly version: number;
  /** Whether the last tick was in the midst of rebalancing. */
  readonly wasRebalancing: boolean;
}

/** A move to start. */
export interface MoveOrder {
  readonly shard: Shard;
  readonly move: Move;
  readonly reason: Reason;
}

/** A plan: what to change about moves in flight, what to start, and what was held back and why. */
export interface RebalancePlan {
  readonly changes: readonly MoveChange[];
  /** In order of urgency. */
  readonly orders: readonly MoveOrder[];
  /** Shards by the reason that holds them back. */
  readonly held: Readonly<Record<string, number>>;
  readonly isRebalancing: boolean;
  /** Largest node load over the mean once everything in flight and ordered is done. */
  readonly maxOverMean: number;
  readonly movesInFlight: number;
  /** Dead nodes that the group no longer lists and no shard refers to: their records can go. */
  readonly forgettable: readonly string[];
}

/**
 * Returns the plan for one tick: first the shards that nobody serves, then those on nodes to be emptied, then balance.
 * A converged fleet plans nothing. Deterministic in any order of the input, O(S log S + orders × N + N²) for S shards and N
 * nodes.
 */
export function planRebalance(input: RebalanceInput): RebalancePlan {
  const planner = new Planner(input);
  planner.settle();
  planner.place();
  planner.evacuate();
  planner.rebalance();
  return planner.plan();
}

class Planner {
  private readonly nodes: ReadonlyMap<string, FleetNode>;
  private readonly fleet: FleetLoad;
  private readonly ring: HashRing;
  private readonly changes: MoveChange[] = [];
  private readonly orders: MoveOrder[] = [];
  private readonly held: Record<string, number> = {};
  /** Shards in no move, by where they will be. */
  private readonly resting: Shard[] = [];
  private isRebalancing = false;

  constructor(private readonly input: RebalanceInput) {
    this.nodes = new Map(input.nodes.map((node) => [node.id, node]));
    this.fleet = new FleetLoad(input.nodes, input.policy.moveBudgets);
    this.ring = buildHashRing(this.fleet.targets.map((target) => ({ id: target.id, weight: 1 })));
  }

  /** Moves in flight count as done and spend their budgets before anything new is chosen. */
  settle(): void {
    for (const shard of [...this.input.shards].sort((left, right) => (left.id < right.id ? -1 : 1))) {
      const change = settleMove(shard, this.nodes);
      if (change) {
        this.changes.push(change);
      }
      this.seat(shard, change);
    }
  }

  place(): void {
    for (const shard of this.resting) {
      if (shard.owner === null) {
        this.order(shard, null, 'first-placement', `${shard.id} has no owner yet`);
      } else if (this.isUnowned(shard)) {
        this.order(shard, null, 'take-over', `${shard.owner}, the owner of ${shard.id}, is dead or started anew`);
      }
    }
  }

  evacuate(): void {
    for (const shard of this.resting) {
      const owner = shard.owner === null ? undefined : this.nodes.get(shard.owner);
      if (owner?.state === 'draining' && !this.isUnowned(shard)) {
        this.order(shard, owner.id, 'evacuation', `${owner.id} is being emptied: ${owner.drainCause}`);
      }
    }
  }

  rebalance(): void {
    const { policy, wasRebalancing } = this.input;
    const startAbove = wasRebalancing ? policy.rebalanceToMaxOverMean : policy.rebalanceAboveMaxOverMean;
    const highest = this.fleet.maxOverMean();
    const lowest = this.fleet.minOverMean();
    if (highest <= startAbove && lowest >= 2 - startAbove) {
      return;
    }
    const ordered = new Set(this.orders.map((order) => order.shard.id));
    const movable = this.resting.filter((shard) => !ordered.has(shard.id));
    const steps = balance(this.fleet, this.ring, movable, policy.rebalanceToMaxOverMean);
    for (const step of steps) {
      const spread = `max/mean load ${highest.toFixed(2)}, min/mean ${lowest.toFixed(2)}`;
      const text = `${spread}, aim ${policy.rebalanceToMaxOverMean}`;
      this.push(step.shard, step.from, step.to, 'rebalance', text);
    }
    this.isRebalancing = steps.length > 0 || this.resting.length < this.input.shards.length;
  }

  plan(): RebalancePlan {
    return {
      changes: this.changes,
      orders: this.orders,
      held: this.held,
      isRebalancing: this.isRebalancing,
      maxOverMean: this.fleet.maxOverMean(),
      movesInFlight: this.input.shards.filter((shard) => shard.move).length,
      forgettable: this.forgettable(),
    };
  }

  private forgettable(): string[] {
    const shards = this.input.shards;
    const referred = new Set(
      shards.flatMap(({ owner, followers, move }) => [owner, ...followers, move?.from, move?.to]),
    );
    const gone = this.input.nodes.filter((node) => node.instance === undefined && isDead(node));
    return gone.map((node) => node.id).filter((id) => !referred.has(id));
  }

  private seat(shard: Shard, change: MoveChange | undefined): void {
    const { move } = shard;
    if (move === undefined) {
      this.resting.push(shard);
      this.fleet.seat(shard, shard.owner);
      return;
    }
    const next = change ? MOVE_TRANSITIONS[move.state][change.event] : move.state;
    const staysWithOwner = next === 'cancelled' || next === 'done';
    this.fleet.seat(shard, staysWithOwner ? shard.owner : move.to);
    if (!staysWithOwner) {
      this.fleet.spend(move.from, move.to);
    }
  }

  /** A shard that nobody serves does not wait for a budget; one that is served does. */
  private order(shard: Shard, from: string | null, why: MoveReason, text: string): void {
    const loadBound = this.fleet.meanLoad() * this.input.policy.rebalanceToMaxOverMean;
    const mayUse = (node: NodeLoad) => from === null || this.fleet.canSpend(from, node.id);
    const choice = chooseTarget(shard, this.ring, this.fleet, { loadBound, mayUse });
    if ('none' in choice) {
      this.held[choice.none] = (this.held[choice.none] ?? 0) + 1;
      return;
    }
    this.fleet.unseat(shard, shard.owner);
    this.fleet.seat(shard, choice.node.id);
    this.fleet.spend(from, choice.node.id);
    this.push(shard, from, choice.node.id, why, text);
  }

  private push(shard: Shard, from: string | null, to: string, why: MoveReason, text: string): void {
    const id = `${this.input.version}-${this.orders.length}`;
    const toIncarnation = this.nodes.get(to)?.heartbeat?.incarnation;
    const target = toIncarnation === undefined ? { to } : { to, toIncarnation };
    const move = startMove({ id, from, ...target, reason: why, startedAtMs: this.input.nowMs });
    this.orders.push({ shard, move, reason: { code: why, text } });
  }

  private isUnowned(shard: Shard): boolean {
    return shard.owner === null || isDead(this.nodes.get(shard.owner), shard.ownerIncarnation);
  }
}
