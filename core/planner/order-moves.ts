import { NOWHERE } from './fleet-model';
import type { FleetState } from './fleet-state';
import { MoveBudget } from './move-budget';
import { type HeldMoves, MOVE_REASONS, type PlannedMove } from './move-plan';
import { multipleOf } from './node-multiples';
import type { PlanDraft } from './plan-draft';
import { TransitLoad } from './transit-load';

/** Moves in the order in which to begin them, and those that wait. */
export interface OrderedMoves {
  readonly moves: readonly PlannedMove[];
  readonly held: readonly HeldMoves[];
  /** By resource and node, once the moves are done. */
  readonly loads: readonly Float64Array[];
}

/** Moves that serve nodes and replicas, not load: they do not wait until their target has room for it. */
const URGENT_REASONS = 4;

/**
 * Orders a plan's moves: by urgency, and so that each target has disk, and load if that can be, when the moves before it are done. Budgets are
 * spent in this order. O(moves × length of the longest chain of moves that wait for each other).
 */
export function orderMoves(draft: PlanDraft): OrderedMoves {
  const moved = draft.movedReplicas();
  const transit = new TransitLoad(draft.state, moved);
  const queue = new MoveQueue(draft, transit, moved);
  queue.run();
  return { moves: queue.moves, held: queue.held(), loads: transit.loads };
}

class MoveQueue {
  readonly moves: PlannedMove[] = [];
  private waiting: number[];
  private readonly overBudget: number[] = [];
  private readonly budget: MoveBudget;
  private readonly loadsBefore: readonly Float64Array[];

  constructor(
    private readonly draft: PlanDraft,
    private readonly transit: TransitLoad,
    moved: readonly number[],
  ) {
    this.loadsBefore = transit.loads.map((column) => column.slice());
    this.budget = new MoveBudget(draft.state.model);
    this.waiting = byUrgency(draft, moved);
  }

  /** Passes over what waits until nothing moves on; then moves that wait for each other's load go ahead. */
  run(): void {
    this.pass(false);
    while (this.pass(false) || (this.overBudget.length === 0 && this.pass(true))) {}
  }

  held(): HeldMoves[] {
    const { sizeBytes } = this.draft.state.model.shards;
    const group = (reason: HeldMoves['reason'], replicas: readonly number[]) => ({
      reason,
      count: replicas.length,
      bytes: replicas.reduce((sum, replica) => sum + (sizeBytes[this.draft.state.shardOf(replica)] as number), 0),
    });
    return [group('budget', this.overBudget), group('room-not-free-yet', this.waiting)].filter(
      ({ count }) => count > 0,
    );
  }

  /** Begins what can begin; with `one`, a single move whatever the load of its target. Returns whether any did. */
  private pass(one: boolean): boolean {
    const still: number[] = [];
    const countBefore = this.moves.length;
    for (const replica of this.waiting) {
      const isDone = one && this.moves.length > countBefore;
      if (isDone || !this.mayBegin(replica, one)) {
        still.push(replica);
      } else if (this.budget.allows(this.draft.state.homeOf(replica), this.draft.state.holderOf(replica))) {
        this.begin(replica);
      } else {
        this.overBudget.push(replica);
      }
    }
    this.waiting = still;
    return this.moves.length > countBefore;
  }

  private mayBegin(replica: number, anyLoad: boolean): boolean {
    const isUrgent = MOVE_REASONS.indexOf(this.draft.reasonOf(replica)) < URGENT_REASONS;
    return this.transit.hasDisk(replica) && (isUrgent || anyLoad || this.transit.hasRoom(replica));
  }

  private begin(replica: number): void {
    const { state } = this.draft;
    const { model } = state;
    const shard = state.shardOf(replica);
    const from = state.homeOf(replica);
    const to = state.holderOf(replica);
    this.transit.arrive(replica);
    this.budget.spend(from, to);
    this.moves.push({
      shard: model.shards.ids[shard] as string,
      from: from === NOWHERE ? null : (model.nodes.ids[from] as string),
      to: model.nodes.ids[to] as string,
      bytes: model.shards.sizeBytes[shard] as number,
      reason: this.draft.reasonOf(replica),
      gain: this.gain(state, from, to),
    });
  }

  private gain(state: FleetState, from: number, to: number): number {
    const before = from === NOWHERE ? 0 : multipleOf(state.limits, this.loadsBefore, from);
    return before > 0 ? before - multipleOf(state.limits, state.loads, to) : 0;
  }
}

/** The most urgent first, of equal ones in the order given. */
function byUrgency(draft: PlanDraft, replicas: readonly number[]): number[] {
  const groups = MOVE_REASONS.map((): number[] => []);
  for (const replica of replicas) {
    groups[MOVE_REASONS.indexOf(draft.reasonOf(replica))]?.push(replica);
  }
  return groups.flat();
}
