import { TOLERANCE } from '../node-rooms';
import type { Board } from './board';
import type { GapValues } from './gap-values';
import { type LoadClasses, NO_CLASS } from './load-classes';
import { LoadGrid } from './load-grid';

/** A node's replicas that are looked at: those with most load per byte. A choice among them has a bit for each. */
const MOST_REPLICAS_SEEN = 20;

/** What nodes shed beyond their excess at most, in loads of the heaviest replica. */
const MOST_BEYOND_EXCESS = 1.1;

/** Rounded to steps, a choice that suffices may seem to fall short by so many. */
const STEPS_OF_ROUNDING = 3;

/**
 * Chooses what one node should shed, given prices for places: the replicas whose bytes and places cost least, less what the gap that
 * they leave is worth to others. A knapsack: loads are rounded to find choices, and exact to judge them. O(replicas seen × steps).
 */
export class ShedChoice {
  /** Replicas chosen last. */
  readonly chosen: number[] = [];
  private readonly grid: LoadGrid;
  private readonly width: number;
  /** By steps shed, of the cheapest choice: its cost, its load, and a bit for each of its replicas. */
  private readonly costs: Float64Array;
  private readonly loads: Float64Array;
  private readonly choices: Int32Array;

  /** @param stepsOfHeaviest steps of the grid that the heaviest replica takes */
  constructor(
    private readonly board: Board,
    private readonly classes: LoadClasses,
    private readonly gaps: GapValues,
    largestExcess: number,
    stepsOfHeaviest: number,
  ) {
    this.grid = new LoadGrid(classes.heaviest, largestExcess, stepsOfHeaviest);
    this.width = this.widthFor(largestExcess);
    this.costs = new Float64Array(this.width);
    this.loads = new Float64Array(this.width);
    this.choices = new Int32Array(this.width);
  }

  /** Chooses for a node. Returns the gap that is left there; -1 when a choice among those seen does not suffice, and all must go in order. */
  choose(node: number, prices: Float64Array): number {
    const room = this.board.state.roomOf(node);
    const excess = Math.max(0, -room);
    const width = this.widthFor(excess);
    this.fillTable(node, width, prices);
    const best = this.cheapest(room, Math.max(0, this.grid.stepsOf(excess) - STEPS_OF_ROUNDING), width);
    this.chosen.length = 0;
    if (best < 0) {
      this.listInOrder(node);
      return -1;
    }
    this.listChoice(node, this.choices[best] as number);
    return Math.max(0, room + (this.loads[best] as number));
  }

  private widthFor(excess: number): number {
    return this.grid.stepsOf(excess) + this.grid.stepsOf(this.classes.heaviest * MOST_BEYOND_EXCESS) + 2;
  }

  /** The steps of the choice that suffices and costs least, or -1. */
  private cheapest(room: number, start: number, end: number): number {
    let lowest = Number.POSITIVE_INFINITY;
    let cheapest = -1;
    for (let steps = start; steps < end; steps += 1) {
      const cost = this.costs[steps] as number;
      const gap = room + (this.loads[steps] as number);
      if (cost < Number.POSITIVE_INFINITY && gap >= -TOLERANCE) {
        const value = cost - this.gaps.valueOf(Math.max(0, gap));
        if (value < lowest) {
          lowest = value;
          cheapest = steps;
        }
      }
    }
    return cheapest;
  }

  /** Finds the least cost for each number of steps shed, and what to shed for it. */
  private fillTable(node: number, width: number, prices: Float64Array): void {
    const { board, grid, classes, costs } = this;
    const { weights, reliefs, costs: ownCosts } = board.owns;
    const start = board.ownStart(node);
    const end = Math.min(start + MOST_REPLICAS_SEEN, board.ownStart(node + 1));
    costs.fill(Number.POSITIVE_INFINITY, 0, width);
    costs[0] = 0;
    this.loads[0] = 0;
    this.choices[0] = 0;
    let highest = 0;
    for (let position = start; position < end; position += 1) {
      const relief = reliefs[position] as number;
      const steps = board.isGuest(board.own(position)) ? 0 : grid.stepsOf(relief);
      if (steps > 0) {
        const loadClass = classes.classOf(weights[position] as number);
        const cost = (ownCosts[position] as number) + (loadClass === NO_CLASS ? 0 : (prices[loadClass] as number));
        highest = Math.min(width - 1, highest + steps);
        this.addToTable(steps, highest, cost, relief, 1 << (position - start));
      }
    }
  }

  /** Takes one more replica into every choice that it makes cheaper. */
  private addToTable(steps: number, highest: number, cost: number, relief: number, bit: number): void {
    const { costs, loads, choices } = this;
    for (let shed = highest; shed >= steps; shed -= 1) {
      const candidate = (costs[shed - steps] as number) + cost;
      if (candidate < (costs[shed] as number)) {
        costs[shed] = candidate;
        loads[shed] = (loads[shed - steps] as number) + relief;
        choices[shed] = (choices[shed - steps] as number) | bit;
      }
    }
  }

  /** Of many light replicas those with most load per byte. */
  private listInOrder(node: number): void {
    const { board } = this;
    let excess = -board.state.roomOf(node);
    for (let position = board.ownStart(node); position < board.ownStart(node + 1) && excess > 0; position += 1) {
      if (board.state.holderOf(board.own(position)) === node) {
        this.chosen.push(board.own(position));
        excess -= board.owns.reliefs[position] as number;
      }
    }
  }

  private listChoice(node: number, bits: number): void {
    const start = this.board.ownStart(node);
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      this.chosen.push(this.board.own(start + 31 - Math.clz32(rest & -rest)));
    }
  }
}
