import { appendAll } from './append-all';
import type { Board } from './board';
import { heaviestWeight, largestExcess } from './board-figures';
import { GapValues } from './gap-values';
import { CLASS_COUNT, LoadClasses } from './load-classes';
import { ShedChoice } from './shed-choice';

/** What nodes above their limit have to shed at least. */
export interface Cover {
  /** In usual shards, with all that moves anyway. */
  readonly cost: number;
  readonly replicas: readonly number[];
  /** Whether many of them have to shed more than a few replicas: then the order of load per byte is nearly the best there is. */
  readonly isBulk: boolean;
}

/** Part of the nodes from which on a fleet is treated so. */
const BULK_PART = 0.2;

/** Steps of the grid that the heaviest replica takes, for all nodes together and for each: finer where there are few nodes. */
const STEPS_IN_ALL = 300_000;
const LEAST_STEPS = 150;
const MOST_STEPS = 1000;

/**
 * Returns the whole replicas that are cheapest to shed for every node above its limit, as if places were plenty: no plan costs much less.
 * The board must stand where the plan starts. O(nodes over × replicas seen × steps).
 */
export function cheapestCover(board: Board, nodes: Int32Array): Cover {
  const over = nodes.filter((node) => board.state.isOver(node));
  const mostExcess = largestExcess(board, over);
  const steps = Math.max(LEAST_STEPS, Math.min(MOST_STEPS, STEPS_IN_ALL / Math.max(1, over.length)));
  const classes = new LoadClasses(heaviestWeight(board), board.state.loads.length);
  const choice = new ShedChoice(board, classes, new GapValues(classes, 0), mostExcess, steps);
  const free = new Float64Array(CLASS_COUNT);
  const replicas: number[] = [];
  let bulkNodes = 0;
  for (const node of over) {
    const isCovered = choice.choose(node, free) >= 0;
    appendAll(replicas, choice.chosen);
    bulkNodes += isCovered ? 0 : 1;
  }
  const cost = replicas.reduce((sum, replica) => sum + board.costToLeave(replica), board.cost);
  return { cost, replicas, isBulk: bulkNodes > over.length * BULK_PART };
}
