import { END } from '../number-lists';
import type { Board } from './board';
import { callHome } from './call-home';
import type { Relief } from './relief';
import { Ruin } from './ruin';
import type { SteadyDice } from './steady-dice';

/** What a unit of overload costs, in usual shards: at the start of a search, and how much more at its end. */
export const OVERLOAD_COST = 25;
const OVERLOAD_COST_GROWS_BY = 9;

/** How much dearer a result may be and still be kept, in usual shards: falls by `COOLING` over a search. */
const START_HEAT = 0.012;
const COOLING = 0.02;

const SEARCH_NOISE = 0.8;

/** Every so many rounds the turn is that of a node which is still over its limit. */
const OVER_EVERY = 4;

/** Replicas looked at in a round, on average, before a search ends early: nodes with many of them that fit nowhere cost more than they bring. */
const MOST_LOOKS_PER_ROUND = 10_000;

/** Rounds after which the nodes still over their limit are listed anew. */
const LIST_OVER_EVERY = 256;

/**
 * Looks for fewer bytes in a fixed number of rounds. Each takes back what one node gave away, and a little of what its takers hold, and
 * relieves the nodes that are then over their limit, a little at random. The result is kept if it costs less, or now and then
 * if it costs little more; else it is undone. Ends with everything home that fits.
 * @see https://doi.org/10.1006/jcph.1999.6413 ruin and recreate
 */
export class Search {
  private readonly turns: Int32Array;
  private turn = 0;
  private stillOver: number[] = [];
  private readonly ruin: Ruin;
  /** Who held what when no node was above its limit the last time that this was looked at. */
  private readonly within: Int32Array;
  private wasWithin = false;

  constructor(
    private readonly board: Board,
    nodes: Int32Array,
    private readonly relief: Relief,
    private readonly dice: SteadyDice,
  ) {
    this.ruin = new Ruin(board, nodes, dice);
    this.within = board.state.holders.slice();
    this.turns = nodes.filter((node) => board.state.isOver(node) || board.aways.first(node) !== END);
  }

  run(rounds: number): void {
    const { board, dice } = this;
    this.relief.noise = SEARCH_NOISE;
    const firstLook = board.looks;
    for (let round = 0; round < rounds && this.turns.length > 0; round += 1) {
      const looks = board.looks - firstLook;
      const progress = Math.max(round, looks / MOST_LOOKS_PER_ROUND) / rounds;
      if (progress >= 1) {
        break;
      }
      const overloadCost = OVERLOAD_COST * (1 + OVERLOAD_COST_GROWS_BY * progress);
      const heat = START_HEAT * COOLING ** progress;
      const before = board.cost + overloadCost * board.overload;
      board.keep();
      this.recreate(this.ruin.at(this.nextNode(round)));
      const rise = board.cost + overloadCost * board.overload - before;
      if (rise > 0 && dice.fraction() >= Math.exp(-rise / heat)) {
        board.undo();
      }
    }
    this.relief.noise = 0;
  }

  /** Goes back to when no node was above its limit, if one is now, and if there was such a time: fewer bytes are not worth that. */
  restoreWithin(): void {
    if (this.wasWithin && !this.board.isWithinLimits()) {
      this.board.restore(this.within);
    }
  }

  private noteWithin(): void {
    if (this.board.isWithinLimits()) {
      this.within.set(this.board.state.holders);
      this.wasWithin = true;
    }
  }

  private nextNode(round: number): number {
    const { board, dice, turns } = this;
    if (round % LIST_OVER_EVERY === 0) {
      this.noteWithin();
      this.stillOver = [...turns.filter((node) => board.state.isOver(node))];
    }
    if (this.stillOver.length > 0 && round % OVER_EVERY === 0) {
      return this.stillOver[dice.below(this.stillOver.length)] as number;
    }
    if (this.turn === 0) {
      dice.shuffle(turns);
    }
    const node = turns[this.turn] as number;
    this.turn = (this.turn + 1) % turns.length;
    return node;
  }

  private recreate(touched: number[]): void {
    const { board, dice, relief } = this;
    dice.shuffle(touched);
    for (const node of touched) {
      if (board.state.isOver(node)) {
        relief.relieve(node);
      }
    }
    for (const node of touched) {
      callHome(board, node);
    }
  }
}
