import { arrivedLoads } from './arrived-loads';
import { balanceBoard } from './balance/balance-board';
import type { Board } from './balance/board';
import { fractionalCover } from './balance/fractional-cover';
import { makeBoard } from './balance/make-board';
import { selectShards } from './balance/select-shards';
import type { PlanDraft } from './plan-draft';

/**
 * Moves replicas so that every node comes within its limits, in few bytes: among the shards worth moving, and, if these do not suffice, once
 * more among all. Returns the bytes that every plan must move for this. @see balanceBoard
 */
export function balanceFleet(draft: PlanDraft): number {
  const { state } = draft;
  const { nodes, policy, shards } = state.model;
  const takers = Int32Array.from(state.rooms.keys()).filter((node) => nodes.takes[node] === 1);
  const selected = selectShards(state);
  const leastBytes = balanceAmong(draft, takers, selected, policy.effort);
  const isDone = takers.every((node) => !state.isOver(node));
  if (!isDone && selected.length < shards.ids.length) {
    balanceAmong(draft, takers, Int32Array.from(shards.ids.keys()), 0);
  }
  return leastBytes;
}

function balanceAmong(draft: PlanDraft, nodes: Int32Array, shards: Int32Array, effort: number): number {
  const { board, shardNumbers } = makeBoard(draft.state, shards);
  const leastBytes = fractionalCover(board, nodes, arrivedLoads(draft));
  balanceBoard(board, nodes, effort);
  applyBoard(draft, board, shardNumbers);
  return leastBytes;
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
