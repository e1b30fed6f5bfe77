import type { Shard } from '../../../../core/fleet/shard';
import type { Transition } from '../../../../core/move/move-machine';

/** The row after a transition of its move, as `moveUpdate` writes it. */
export function afterStep({ move, ...row }: Shard, step: Transition): Shard {
  const next = step.move ? { move: step.move } : {};
  if (step.ownership === 'taken' && move) {
    return { ...row, owner: move.to, ownerIncarnation: move.toIncarnation, epoch: row.epoch + 1, ...next };
  }
  if (step.ownership === 'left') {
    const { ownerIncarnation: _former, ...rest } = row;
    return { ...rest, owner: null, ...next };
  }
  return { ...row, ...next };
}
