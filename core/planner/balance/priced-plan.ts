import { appendAll } from './append-all';
import type { Board } from './board';
import { heaviestWeight, largestExcess, largestRoom } from './board-figures';
import { GapValues } from './gap-values';
import { CLASS_COUNT, LoadClasses, NO_CLASS } from './load-classes';
import { placePool } from './place-pool';
import { PlacePrices } from './place-prices';
import { ShedChoice } from './shed-choice';
import { SteadyDice } from './steady-dice';

/** Steps of the grid that the heaviest replica takes, for the plan: finer ones cost time. Prices need fewer. */
const STEPS_OF_PLAN = 200;
const STEPS_OF_PRICES = 50;

/** Nodes that are asked until prices have settled: so many, and a part of all besides. */
const LEAST_NODES_ASKED = 4000;
const PART_OF_NODES_ASKED = 0.6;

/** Nodes asked at the same prices. */
const NODES_A_ROUND = 16;

/** What a price rises for each place that is lacking, as a part of the usual cost: at first, and once prices have nearly settled. */
const FIRST_STEP = 0.2;
const LAST_STEP = 0.02;
const SETTLED_AFTER = 0.7;

/**
 * Puts the board to a plan in which each node sheds what is cheapest at prices of places: a node with little room sheds something cheap so that
 * something heavy fits, a node above its limit sheds what is easily placed. Prices follow the nodes one after the other, and the whole fleet at
 * last, so that as many places are offered as are wanted. O((nodes + nodes asked) × replicas seen × steps).
 */
export function makePricedPlan(board: Board, nodes: Int32Array): void {
  new PricedPlan(board, nodes).make();
}

class PricedPlan {
  private readonly prices = new PlacePrices();
  private readonly classes: LoadClasses;
  private readonly gaps: GapValues;
  /** All nodes, without a pattern. */
  private readonly order: Int32Array;
  private readonly usualCost: number;

  constructor(
    private readonly board: Board,
    private readonly nodes: Int32Array,
  ) {
    const heaviest = heaviestWeight(board);
    this.classes = new LoadClasses(heaviest, board.state.loads.length);
    this.gaps = new GapValues(this.classes, largestRoom(board, nodes) + 1.1 * heaviest);
    this.usualCost = usualCost(board, nodes);
    this.order = nodes.slice();
    new SteadyDice().shuffle(this.order);
  }

  make(): void {
    this.settlePrices();
    const choice = this.choiceOn(STEPS_OF_PLAN);
    const pool: number[] = [];
    for (let start = 0; start < this.order.length; start += NODES_A_ROUND) {
      appendAll(pool, this.ask(choice, start, LAST_STEP));
    }
    placePool(this.board, this.nodes, pool);
  }

  private settlePrices(): void {
    const choice = this.choiceOn(STEPS_OF_PRICES);
    const most = LEAST_NODES_ASKED + PART_OF_NODES_ASKED * this.order.length;
    let start = 0;
    for (let asked = 0; asked < most; asked += NODES_A_ROUND) {
      const settled = Math.min(1, asked / most / SETTLED_AFTER);
      this.ask(choice, start, FIRST_STEP * (LAST_STEP / FIRST_STEP) ** settled);
      start = start + NODES_A_ROUND < this.order.length ? start + NODES_A_ROUND : 0;
    }
  }

  /** Asks the next nodes what they shed, and lets prices follow. Returns the replicas shed. */
  private ask(choice: ShedChoice, start: number, step: number): number[] {
    const { board, classes, gaps, prices } = this;
    const wanted = new Float64Array(CLASS_COUNT);
    const offered = new Float64Array(CLASS_COUNT);
    const shed: number[] = [];
    gaps.setPrices(prices.prices);
    for (const node of this.order.subarray(start, start + NODES_A_ROUND)) {
      gaps.countPlaces(choice.choose(node, prices.prices), offered);
      appendAll(shed, choice.chosen);
    }
    for (const replica of shed) {
      const index = classes.classOf(board.weightOf(replica));
      if (index !== NO_CLASS) {
        wanted[index] = (wanted[index] as number) + 1;
      }
    }
    prices.follow(wanted, offered, step * this.usualCost);
    return shed;
  }

  private choiceOn(stepsOfHeaviest: number): ShedChoice {
    const { board, nodes, classes, gaps } = this;
    return new ShedChoice(board, classes, gaps, largestExcess(board, nodes), stepsOfHeaviest);
  }
}

/** Mean cost of the replica with most load per byte of the nodes above their limit. */
function usualCost(board: Board, nodes: Int32Array): number {
  const over = nodes.filter((node) => board.state.isOver(node) && board.ownStart(node) < board.ownStart(node + 1));
  const total = over.reduce((sum, node) => sum + board.costOf(board.own(board.ownStart(node))), 0);
  return over.length > 0 ? total / over.length : 1;
}
