import { TOLERANCE } from '../fleet-state';
import { BestPlan } from './best-plan';
import type { Board } from './board';
import { type Cover, cheapestCover } from './cheapest-cover';
import { relieveAll } from './construct';
import { PricedPlans } from './priced-plans';
import { Relief } from './relief';
import { Search } from './search';
import { SteadyDice } from './steady-dice';

/** A plan within so much of what it must cost is not searched on. */
const GOOD_ENOUGH = 1.005;

/** Of the balanced prices: where places are plenty, all of them would make nodes shed what nobody needs. */
const SMALL_PART = 0.1;

/** Where the search for the best part of the balanced prices starts, and by what it goes on. */
const FIRST_PART = 0.95;
const PART_STEP = 1.1;
const MOST_FURTHER_PARTS = 4;

/** Rounds of search; fewer for each node of a large fleet. */
const LEAST_ROUNDS = 1000;
const ROUNDS_PER_NODE = 12;
const MOST_ROUNDS = 40_000;

/**
 * Brings nodes below their limits in few bytes: first one by one in the cheapest steps; when that costs more than it must, by prices
 * of places; and then by search from the best of these. Deterministic; work is bounded by `effort`, times the usual rounds of search.
 */
export function balanceBoard(board: Board, nodes: Int32Array, effort: number): void {
  const dice = new SteadyDice();
  const relief = new Relief(board, dice);
  const start = board.state.holders.slice();
  const plans = new PricedPlans(board, nodes, start, relief);
  const cover = cheapestCover(board, nodes);
  relieveAll(board, nodes, relief);
  if (effort > 0 && !cover.isBulk && !isGood(board, cover)) {
    tryPrices(board, plans, cover);
  }
  if (effort > 0 && !cover.isBulk && !isGood(board, cover)) {
    const rounds = Math.min(MOST_ROUNDS, LEAST_ROUNDS + ROUNDS_PER_NODE * nodes.length);
    new Search(board, nodes, relief, dice).run(Math.round(rounds * effort));
    relieveAll(board, nodes, relief);
  }
  board.keep();
}

/** Leaves the board at the best of the plan that it stands at and those at several parts of the balanced prices. */
function tryPrices(board: Board, plans: PricedPlans, cover: Cover): void {
  const best = new BestPlan(board);
  const isBetterAt = (part: number) => {
    plans.make(part);
    return best.compare();
  };
  isBetterAt(SMALL_PART);
  if (!isGood(board, cover)) {
    isBetterAt(FIRST_PART);
    const step = isBetterAt(FIRST_PART * PART_STEP) ? PART_STEP : 1 / PART_STEP;
    let part = step > 1 ? FIRST_PART * step * step : FIRST_PART * step;
    for (let tries = 0; tries < MOST_FURTHER_PARTS && isBetterAt(part); tries += 1) {
      part *= step;
    }
  }
  best.restore();
}

function isGood(board: Board, cover: Cover): boolean {
  return board.overload < TOLERANCE * board.state.rooms.length && board.cost <= cover.cost * GOOD_ENOUGH;
}
