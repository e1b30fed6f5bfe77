import { balanceBoard } from './balance/balance-board';
import type { Board } from './balance/board';
import { makeBoard } from './balance/make-board';
import { selectShards } from './balance/select-shards';
import type { PlanDraft } from './plan-draft';

/**
 * Moves replicas so that every node comes within its limits, in few bytes: among the shards worth moving, and, if these do not suffice, once
 * more among all. @see balanceBoard
 */
export function balanceFleet(draft: PlanDraft): void {
  const { state } = draft;
  const { nodes, policy, shards } = state.model;
  const takers = Int32Array.from(state.rooms.keys()).filter((node) => nodes.takes[node] === 1);
  const selected = selectShards(state);
  balanceAmong(draft, takers, selected, policy.effort);
  const isDone = takers.every((node) => !state.isOver(node));
  if (!isDone && selected.length < shards.ids.length) {
    balanceAmong(draft, takers, Int32Array.from(shards.ids.keys()), 0);
  }
}

function balanceAmong(draft: PlanDraft, nodes: Int32Array, shards: Int32Array, effort: number): void {
  const { board, shardNumbers } = makeBoard(draft.state, shards);
  balanceBoard(board, nodes, effort);
  applyBoard(draft, board, shardNumbers);
}

function applyBoard(draft: PlanDraft, board: Board, shardNumbers: Int32Array): void {
  const { stride } = board.model;
  board.state.holders.forEach((holder, replica) => {
    const shard = shardNumbers[Math.trunc(replica / stride)] as number;
    const fleetReplica = shard * stride + (replica % stride);
    if (draft.state.holderOf(fleetReplica) !== holder) {
      draft.move(fleetReplica, holder, 'balance');
    }
  });
}
