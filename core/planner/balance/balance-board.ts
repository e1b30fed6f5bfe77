import { BestPlan } from './best-plan';
import type { Board } from './board';
import { type Cover, cheapestCover } from './cheapest-cover';
import { placePool } from './place-pool';
import { makePricedPlan } from './priced-plan';
import { Relief } from './relief';
import { relieveAll } from './relieve-all';
import { Search } from './search';
import { SteadyDice } from './steady-dice';

/** A plan within so much of what it must cost is not searched on. */
const GOOD_ENOUGH = 1.005;

/** When more of the replicas that are cheapest to shed fit nowhere, relieving nodes one by one is not worth it. */
const MOST_MISFITS = 0.03;

/** Rounds of search for each resource; fewer for each node of a large fleet. */
const LEAST_ROUNDS = 1000;
const ROUNDS_PER_NODE = 4;
const MOST_ROUNDS = 4000;

/**
 * Brings nodes below their limits in few bytes: each sheds what is cheapest; when that finds no places, by prices of places, and then by
 * search. Where nodes must shed much, or without effort, one by one in the cheapest steps. Deterministic; work is bounded by `effort`,
 * times the usual rounds of search.
 */
export function balanceBoard(board: Board, nodes: Int32Array, effort: number): void {
  const dice = new SteadyDice();
  const relief = new Relief(board, dice);
  const cover = cheapestCover(board, nodes);
  if (effort === 0 || cover.isBulk) {
    relieveAll(board, nodes, relief);
  } else {
    plan(board, nodes, cover, relief);
    if (!isGood(board, cover)) {
      const rounds = Math.min(MOST_ROUNDS, LEAST_ROUNDS + ROUNDS_PER_NODE * nodes.length) * board.state.loads.length;
      const search = new Search(board, nodes, relief, dice);
      search.run(Math.round(rounds * effort));
      relieveAll(board, nodes, relief);
      search.restoreWithin();
    }
  }
}

/** Puts the board to the better of two plans that are made without a search. */
function plan(board: Board, nodes: Int32Array, cover: Cover, relief: Relief): void {
  const start = board.state.holders.slice();
  const isComplete = placePool(board, nodes, cover.replicas) < MOST_MISFITS * cover.replicas.length;
  if (isComplete) {
    relieveAll(board, nodes, relief);
  }
  if (isGood(board, cover)) {
    return;
  }
  const best = new BestPlan(board, isComplete);
  board.restore(start);
  makePricedPlan(board, nodes);
  relieveAll(board, nodes, relief);
  best.compare();
  best.restore();
  relieveAll(board, nodes, relief);
}

function isGood(board: Board, cover: Cover): boolean {
  return board.isWithinLimits() && board.cost <= cover.cost * GOOD_ENOUGH;
}
