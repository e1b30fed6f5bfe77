import { TOLERANCE } from '../node-rooms';
import { BestPlan } from './best-plan';
import type { Board } from './board';
import { type Cover, cheapestCover } from './cheapest-cover';
import { placePool } from './place-pool';
import { PricedPlans } from './priced-plans';
import { Relief } from './relief';
import { relieveAll } from './relieve-all';
import { Search } from './search';
import { SteadyDice } from './steady-dice';

/** A plan within so much of what it must cost is not searched on. */
const GOOD_ENOUGH = 1.005;

/** Where the search for the best part of the balanced prices starts, and by what it goes on; the last step is half of one back. */
const FIRST_PART = 0.95;
const PART_STEP = 1.15;
const MOST_PARTS = 6;

/** At the best prices about so much of what is shed fits nowhere; where more does, relieving nodes one by one is not worth it. */
const LEAST_MISFITS = 0.003;
const USUAL_MISFITS = 0.01;
const MOST_MISFITS = 0.03;

/** Rounds of search; fewer for each node of a large fleet. */
const LEAST_ROUNDS = 1000;
const ROUNDS_PER_NODE = 4;
const MOST_ROUNDS = 16_000;

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
      const rounds = Math.min(MOST_ROUNDS, LEAST_ROUNDS + ROUNDS_PER_NODE * nodes.length);
      new Search(board, nodes, relief, dice).run(Math.round(rounds * effort));
      relieveAll(board, nodes, relief);
    }
  }
  board.keep();
}

/** Puts the board to the best plan that is made without a search. */
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
  const plans = new PricedPlans(board, nodes, start);
  const misfitsAt = (part: number) => {
    const misfits = plans.make(part);
    if (misfits < MOST_MISFITS) {
      relieveAll(board, nodes, relief);
      best.compare();
    }
    return misfits;
  };
  tryParts(misfitsAt);
  best.restore();
  relieveAll(board, nodes, relief);
}

/** Tries parts of the prices, upwards or downwards, until what fits nowhere is about as usual, or the usual is passed. */
function tryParts(misfitsAt: (part: number) => number): void {
  const isUsual = (misfits: number) => misfits >= LEAST_MISFITS && misfits <= USUAL_MISFITS;
  let misfits = misfitsAt(FIRST_PART);
  const isShort = misfits > USUAL_MISFITS;
  const step = isShort ? PART_STEP : 1 / PART_STEP;
  let part = FIRST_PART;
  for (let tries = 1; tries < MOST_PARTS && !isUsual(misfits) && misfits > USUAL_MISFITS === isShort; tries += 1) {
    part *= step;
    misfits = misfitsAt(part);
  }
  if (!isUsual(misfits)) {
    misfitsAt(part / Math.sqrt(step));
  }
}

function isGood(board: Board, cover: Cover): boolean {
  return board.overload < TOLERANCE * board.state.rooms.length && board.cost <= cover.cost * GOOD_ENOUGH;
}
