import type { Shard } from '../../core/fleet/shard';
import type { MoveEvent, Transition } from '../../core/move/move-machine';
import type { DeadNode } from '../../lambda/ports';

/** What the controller says of a move, as its death notice tells. */
export function changeEvent({ move }: Shard, dead: DeadNode | undefined): MoveEvent {
  if (dead === undefined) {
    return 'cancel';
  }
  return dead.nodeId === move?.to ? 'target-fenced' : 'source-fenced';
}

/** The row after a transition, as `moveUpdate` writes it. */
export function afterStep(stored: Shard, seen: Shard, step: Transition): Shard {
  const to = seen.move?.to;
  if (step.ownership === 'taken' && to != null) {
    return {
      ...stored,
      owner: to,
      ownerIncarnation: seen.move?.toIncarnation,
      followers: stored.followers.filter((follower) => follower !== to),
      epoch: stored.epoch + 1,
      move: step.move,
    };
  }
  if (step.ownership === 'left') {
    return { ...stored, owner: null, ownerIncarnation: undefined, move: step.move };
  }
  return { ...stored, ...(step.ownership === 'sealed' ? { hasHome: true } : {}), move: step.move };
}
