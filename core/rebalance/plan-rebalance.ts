import type { FleetNode } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import { nextState } from '../move/move-machine';
import type { HashRing } from '../placement/hash-ring';
import { rememberedRing } from '../placement/remembered-ring';
import type { SeatedShard } from './balance-input';
import { balanceSeats } from './balance-seats';
import { Departures } from './departures';
import { FleetLoad } from './fleet-load';
import { forgettableNodes } from './forgettable-nodes';
import { FormerOwners } from './former-owners';
import { type BalancePlan, planBalance } from './plan-balance';
import { PlanDraft } from './plan-draft';
import { planFollows } from './plan-follows';
import { planReleases } from './plan-releases';
import type { FollowOrder, RebalanceInput, RebalancePlan } from './rebalance-plan';
import { isDead, type MoveChange, settleMove } from './settle-move';
import { sortedById } from './sorted-by-id';

/**
 * Returns the plan for one tick: first the shards without an owner, then those that their owner does not serve, those on nodes
 * to be emptied, balance, and followers. Of a parked fleet every shard is let go. A converged fleet plans nothing.
 * Deterministic in any order of the input, O(S log S + orders × N + N²) for S shards and N nodes.
 */
export function planRebalance(input: RebalanceInput): RebalancePlan {
  const planner = new Planner(input);
  planner.settle();
  if (input.parked) {
    planner.release();
  } else {
    planner.place();
    planner.heal();
    planner.evacuate();
    planner.rebalance();
  }
  planner.follow();
  return planner.plan();
}

class Planner {
  private readonly nodes: ReadonlyMap<string, FleetNode>;
  private readonly fleet: FleetLoad;
  private readonly ring: HashRing;
  private readonly draft: PlanDraft;
  private readonly departures: Departures;
  private readonly changes: MoveChange[] = [];
  private follows: readonly FollowOrder[] = [];
  /** Shards in no move. */
  private readonly resting: Shard[] = [];
  /** Shards in a move, by where they will be, and those whose rows nobody can read, which stay. */
  private readonly moving: SeatedShard[] = [];
  private balance: BalancePlan | undefined;

  constructor(private readonly input: RebalanceInput) {
    this.nodes = new Map(input.nodes.map((node) => [node.id, node]));
    this.fleet = new FleetLoad(input.nodes, input.policy.moveBudgets);
    this.ring = rememberedRing(this.fleet.targets.map((target) => target.id));
    this.draft = new PlanDraft(this.nodes, input.version, input.nowMs);
    const { fleet, ring, draft } = this;
    const boundOverMean = input.policy.rebalanceToMaxOverMean;
    this.departures = new Departures({ fleet, ring, draft, boundOverMean, avoided: input.avoided });
  }

  /** Moves in flight count as done and spend their budgets before anything new is chosen. */
  settle(): void {
    const { nowMs, parked, policy, timeouts } = this.input;
    const rules = { nowMs, parked, moveTimeoutMs: policy.moveTimeoutSeconds * 1000, timeouts };
    for (const shard of sortedById(this.input.shards)) {
      const change = settleMove(shard, this.nodes, rules);
      if (change) {
        this.changes.push(change);
      }
      this.seat(shard, change);
    }
  }

  release(): void {
    planReleases(this.resting, this.nodes, this.draft);
  }

  /** A dead owner's node that is back as another incarnation still has the copy on its disk. */
  place(): void {
    const former = new FormerOwners(this.input.nodes, this.input.formerLeasesMayLast ?? false);
    for (const shard of this.resting) {
      const { id, owner, followers } = shard;
      const obstacle = owner === null ? former.obstacleTo(shard) : undefined;
      if (obstacle !== undefined) {
        this.draft.hold(obstacle);
      } else if (owner === null) {
        this.departures.order({
          shard,
          from: null,
          why: 'first-placement',
          text: `${id} has no owner yet`,
          preferred: followers,
        });
      } else if (this.isUnowned(shard)) {
        const text = `${owner}, the owner of ${id}, is dead or started anew`;
        this.departures.order({ shard, from: null, why: 'take-over', text, preferred: [owner, ...followers] });
      }
    }
  }

  /**
   * Before nodes are emptied, whose shards are served meanwhile. A source that is asked to release closes the shard, whether it
   * thinks that it serves it or not.
   */
  heal(): void {
    const { unserved } = this.input;
    for (const shard of unserved?.size ? this.resting : []) {
      const { id, owner, followers } = shard;
      if (owner !== null && unserved?.has(id) && !this.isUnowned(shard)) {
        const text = `${owner} owns ${id} and is alive, but has not served it for some ticks`;
        this.departures.order({ shard, from: owner, why: 'unserved', text, preferred: followers });
      }
    }
  }

  evacuate(): void {
    const { unserved } = this.input;
    for (const shard of this.resting) {
      const owner = shard.owner === null ? undefined : this.nodes.get(shard.owner);
      if (owner?.state === 'draining' && !unserved?.has(shard.id) && !this.isUnowned(shard)) {
        const text = `${owner.id} is being emptied: ${owner.drainCause}`;
        this.departures.order({ shard, from: owner.id, why: 'evacuation', text, preferred: shard.followers });
      }
    }
  }

  rebalance(): void {
    const { fleet, moving, resting, draft } = this;
    const { policy, wasRebalancing, avoided } = this.input;
    const seats = () => balanceSeats({ fleet, moving, resting, draft, avoided });
    const plan = planBalance(fleet, seats, policy, wasRebalancing);
    for (const wish of plan.wishes) {
      this.draft.order(wish);
    }
    for (const [code, count] of Object.entries(plan.held)) {
      this.draft.hold(code, count);
    }
    this.balance = plan;
  }

  follow(): void {
    const { nodes, fleet, draft, input, resting } = this;
    const { shards, follows: items } = input;
    this.follows = planFollows({ shards, resting, nodes, fleet, draft, replicas: input.policy.replicas, items });
  }

  plan(): RebalancePlan {
    return {
      changes: this.changes,
      orders: this.draft.orders,
      follows: this.follows,
      held: this.draft.held,
      isRebalancing: this.balance?.isRebalancing ?? false,
      balance: this.balance?.summary,
      tooHot: this.balance?.tooHot,
      maxOverMean: this.fleet.maxOverMean(),
      movesInFlight: this.moving.filter(({ shard }) => shard.move).length,
      forgettable: [...forgettableNodes(this.input.nodes, this.input.shards), ...(this.input.wordsOnly ?? [])],
    };
  }

  private seat(shard: Shard, change: MoveChange | undefined): void {
    const { move, followers } = shard;
    for (const follower of followers) {
      this.fleet.seatCopy(shard, follower);
    }
    if (move === undefined) {
      this.fleet.seat(shard, shard.owner);
      if (shard.unreadable) {
        this.moving.push({ shard, nodeId: shard.owner });
      } else {
        this.resting.push(shard);
      }
      return;
    }
    const next = change ? nextState(move, change.event) : move.state;
    const staysWithOwner = next === 'cancelled' || next === 'done';
    const nodeId = staysWithOwner ? shard.owner : move.to;
    this.fleet.seat(shard, nodeId);
    this.moving.push({ shard, nodeId });
    if (!staysWithOwner && move.to !== null) {
      this.fleet.fetch(shard, move.to);
      this.fleet.spend(move.from, move.to);
    }
  }

  private isUnowned(shard: Shard): boolean {
    return shard.owner === null || isDead(this.nodes.get(shard.owner), shard.ownerIncarnation);
  }
}
