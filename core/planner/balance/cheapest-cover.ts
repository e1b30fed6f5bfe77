import type { Board } from './board';
import { GapValues } from './gap-values';
import { CLASS_COUNT, LoadGrid } from './load-grid';
import { ShedChoice } from './shed-choice';

/** What nodes above their limit have to shed at least. */
export interface Cover {
  /** In usual shards. */
  readonly cost: number;
  /** Whether many of them have to shed more than a few replicas: then the order of load per byte is nearly the best there is. */
  readonly isBulk: boolean;
}

/** Part of the nodes from which on a fleet is treated so. */
const BULK_PART = 0.2;

/**
 * Returns about what it costs, in usual shards, if every node above its limit sheds the whole replicas that are cheapest for it and places are
 * plenty: no plan costs much less. The board must stand where the plan starts. O(nodes over × replicas seen × steps).
 */
export function cheapestCover(board: Board, nodes: Int32Array): Cover {
  const { state } = board;
  const over = nodes.filter((node) => state.isOver(node));
  const heaviest = state.weights.reduce((most, weight) => Math.max(most, weight), 0);
  const largestExcess = over.reduce((most, node) => Math.max(most, -state.roomOf(node)), 0);
  const grid = new LoadGrid(heaviest, largestExcess, 'nearest');
  const choice = new ShedChoice(board, grid, new GapValues(grid, 0), largestExcess);
  const free = new Float64Array(CLASS_COUNT);
  let cost = board.cost;
  let bulkNodes = 0;
  for (const node of over) {
    const isCovered = choice.choose(node, free) >= 0;
    const chosenCost = choice.chosen.reduce((sum, replica) => sum + board.costOf(replica), 0);
    cost += isCovered ? chosenCost : coverInOrder(board, node);
    bulkNodes += isCovered ? 0 : 1;
  }
  return { cost, isBulk: bulkNodes > over.length * BULK_PART };
}

/** Of many light replicas those with most load per byte, the last one in part: where a choice among a few does not suffice. */
function coverInOrder(board: Board, node: number): number {
  let excess = -board.state.roomOf(node);
  let cover = 0;
  for (let position = board.ownStart(node); position < board.ownStart(node + 1) && excess > 0; position += 1) {
    const replica = board.own(position);
    const weight = board.weightOf(replica);
    cover += weight > 0 ? board.costOf(replica) * Math.min(1, excess / weight) : 0;
    excess -= weight;
  }
  return cover;
}
