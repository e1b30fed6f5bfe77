import type { Board } from './board';
import type { GapValues } from './gap-values';
import { CLASS_COUNT, type LoadGrid, NO_CLASS } from './load-grid';
import type { ShedChoice } from './shed-choice';

/** Rounds in which prices follow demand; the later half is averaged. */
const ROUNDS = 100;

/** Nodes that are asked, evenly among all: so many, and one of 200 besides. */
const LEAST_NODES_ASKED = 150;
const PART_OF_NODES_ASKED = 1 / 200;

/** Part of the usual cost by which a price rises in the first round when all want places and nobody offers. */
const FIRST_STEP = 1;
const STEP_FADES_OVER_ROUNDS = 4;

/** Damps classes that few ask for. */
const DAMPING = 5;

/** What nodes are asked with: a choice of what to shed, on a grid, and what gaps are worth. */
export interface GridChoice {
  readonly grid: LoadGrid;
  readonly gaps: GapValues;
  readonly choice: ShedChoice;
}

/**
 * Returns for each class of load what a place for it costs, in usual shards: the price at which nodes shed about as much of each class as
 * others make places for. Where places are scarce, a node that has room is then told what to shed so that a heavier replica fits,
 * and a node over its limit which replicas are easily placed. O(rounds × nodes asked × replicas seen × steps).
 */
export function placePrices(board: Board, nodes: Int32Array, asking: GridChoice): Float64Array {
  const asked = evenly(nodes, Math.round(LEAST_NODES_ASKED + PART_OF_NODES_ASKED * nodes.length));
  const scale = usualCost(board, asked);
  const prices = new Float64Array(CLASS_COUNT);
  const sums = new Float64Array(CLASS_COUNT);
  for (let round = 0; round < ROUNDS; round += 1) {
    asking.gaps.setPrices(prices);
    const { wanted, offered } = askAll(board, asked, prices, asking);
    const step = (FIRST_STEP * scale) / (1 + round / STEP_FADES_OVER_ROUNDS);
    for (let index = 0; index < CLASS_COUNT; index += 1) {
      const want = wanted[index] as number;
      const offer = offered[index] as number;
      const pressure = (want - offer) / (want + offer + DAMPING);
      const atLeast = index === 0 ? 0 : (prices[index - 1] as number);
      prices[index] = Math.max(atLeast, (prices[index] as number) + step * pressure);
      sums[index] = (sums[index] as number) + (round >= ROUNDS / 2 ? (prices[index] as number) : 0);
    }
  }
  return sums.map((sum) => sum / (ROUNDS / 2));
}

/** How many replicas of each class nodes would shed, and for how many they would have places. */
function askAll(
  board: Board,
  nodes: Int32Array,
  prices: Float64Array,
  { grid, gaps, choice }: GridChoice,
): { wanted: Float64Array; offered: Float64Array } {
  const wanted = new Float64Array(CLASS_COUNT);
  const offered = new Float64Array(CLASS_COUNT);
  for (const node of nodes) {
    const gap = choice.choose(node, prices);
    for (const replica of choice.chosen) {
      const index = grid.classOf(board.weightOf(replica));
      if (index !== NO_CLASS) {
        wanted[index] = (wanted[index] as number) + 1;
      }
    }
    gaps.countPlaces(gap, offered);
  }
  return { wanted, offered };
}

/** Mean cost of the replica with most load per byte of the nodes above their limit. */
function usualCost(board: Board, nodes: Int32Array): number {
  const over = nodes.filter((node) => board.state.isOver(node) && board.ownStart(node) < board.ownStart(node + 1));
  const total = over.reduce((sum, node) => sum + board.costOf(board.own(board.ownStart(node))), 0);
  return over.length > 0 ? total / over.length : 1;
}

function evenly(list: Int32Array, most: number): Int32Array {
  const count = Math.min(most, list.length);
  return Int32Array.from(
    { length: count },
    (_, index) => list[Math.trunc(((index + 0.5) * list.length) / count)] as number,
  );
}
