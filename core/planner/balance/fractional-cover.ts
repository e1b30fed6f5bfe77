import type { Board } from './board';

/**
 * Returns bytes that every plan must move to bring nodes within their limits: each node above one has to shed its excess, and does so at least
 * in those replicas with most load per byte, a part of the last one included. What came from elsewhere moves anyway, and may go on at no cost.
 * The board must stand where balancing starts, and have enough of these replicas. O(replicas of nodes above their limit).
 * @param arrived by node the load that came from elsewhere
 */
export function fractionalCover(board: Board, nodes: Int32Array, arrived: Float64Array): number {
  const { reliefs, costs } = board.owns;
  let cover = 0;
  for (const node of nodes) {
    let excess = -board.state.roomOf(node) - (arrived[node] as number);
    for (let position = board.ownStart(node); position < board.ownStart(node + 1) && excess > 0; position += 1) {
      const relief = reliefs[position] as number;
      if (board.state.holderOf(board.own(position)) === node && relief > 0) {
        cover += (costs[position] as number) * Math.min(1, excess / relief);
        excess -= relief;
      }
    }
  }
  return cover * board.usualBytes;
}
