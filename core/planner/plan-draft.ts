import { NOWHERE } from './fleet-model';
import type { FleetState } from './fleet-state';
import type { PlannedReason } from './move-plan';

/** The fleet as a plan will leave it, and why each replica moves. */
export class PlanDraft {
  private readonly reasons = new Map<number, PlannedReason>();

  constructor(readonly state: FleetState) {}

  /** Moves a replica. The first reason stays: what was urgent remains so when a later goal finds a better node. */
  move(replica: number, to: number, reason: PlannedReason): void {
    this.state.move(replica, to);
    if (!this.reasons.has(replica)) {
      this.reasons.set(replica, reason);
    }
  }

  isMoved(replica: number): boolean {
    return this.state.holderOf(replica) !== this.state.homeOf(replica);
  }

  /** What a replica had to move for counts, whichever of its shard's replicas was chosen first. */
  reasonOf(replica: number): PlannedReason {
    const { nodes } = this.state.model;
    const home = this.state.homeOf(replica);
    if (home === NOWHERE) {
      return 'missing-replica';
    }
    if (nodes.leaves[home] === 1) {
      return nodes.isDown[home] === 1 ? 'take-over' : 'evacuation';
    }
    return this.reasons.get(replica) ?? 'balance';
  }

  /** Replicas that are not where they were, in order. O(moves × log). */
  movedReplicas(): number[] {
    const moved = [...this.reasons.keys()].filter((replica) => this.isMoved(replica));
    return moved.sort((left, right) => left - right);
  }
}
