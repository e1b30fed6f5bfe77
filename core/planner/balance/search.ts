import { NOWHERE } from '../fleet-model';
import { END } from '../room-index';
import type { Board } from './board';
import type { Relief } from './relief';
import type { SteadyDice } from './steady-dice';

/** What a unit of overload costs, in usual shards: at the start of a search, and how much more at its end. */
export const OVERLOAD_COST = 25;
const OVERLOAD_COST_GROWS_BY = 9;

/** How much dearer a result may be and still be kept, in usual shards: falls by `COOLING` over a search. */
const START_HEAT = 0.012;
const COOLING = 0.02;

const SEARCH_NOISE = 0.8;

/** Chance that a node which took something in gives up one guest more. */
const GUEST_LEAVES = 0.2;

/** Every so many rounds the turn is that of a node which is still over its limit. */
const OVER_EVERY = 4;

/** Replicas looked at in a round, on average, before a search ends early: nodes with many of them that fit nowhere cost more than they bring. */
const MOST_LOOKS_PER_ROUND = 800;

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
  private touched: number[] = [];

  constructor(
    private readonly board: Board,
    private readonly nodes: Int32Array,
    private readonly relief: Relief,
    private readonly dice: SteadyDice,
  ) {
    this.turns = nodes.filter((node) => board.state.isOver(node) || gaveAway(board, node));
  }

  run(rounds: number): void {
    const { board, dice } = this;
    this.relief.noise = SEARCH_NOISE;
    const firstLook = this.relief.looks;
    for (let round = 0; round < rounds && this.turns.length > 0; round += 1) {
      const looks = this.relief.looks - firstLook;
      const progress = Math.max(round, looks / MOST_LOOKS_PER_ROUND) / rounds;
      if (progress >= 1) {
        break;
      }
      const overloadCost = OVERLOAD_COST * (1 + OVERLOAD_COST_GROWS_BY * progress);
      const heat = START_HEAT * COOLING ** progress;
      const before = board.cost + overloadCost * board.overload;
      board.keep();
      this.ruin(this.nextNode(round));
      this.recreate();
      const rise = board.cost + overloadCost * board.overload - before;
      if (rise > 0 && dice.fraction() >= Math.exp(-rise / heat)) {
        board.undo();
      }
    }
    this.relief.noise = 0;
  }

  private nextNode(round: number): number {
    const { board, dice, turns } = this;
    if (round % LIST_OVER_EVERY === 0) {
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

  /** Takes back what the node gave away, and some guests of those who took it and of a node elsewhere. */
  private ruin(node: number): void {
    const { dice, relief } = this;
    const takers = this.takeBack(node);
    this.touched = [node, ...takers];
    for (const taker of takers) {
      if (dice.fraction() < GUEST_LEAVES) {
        this.freeGuest(taker);
      }
      relief.callHome(taker);
    }
    const elsewhere = this.nodes[dice.below(this.nodes.length)] as number;
    if (this.freeGuest(elsewhere)) {
      this.touched.push(elsewhere);
    }
  }

  /** Sends home what a node gave away, and returns who had it. */
  private takeBack(node: number): number[] {
    const { board } = this;
    const takers: number[] = [];
    for (let position = board.ownStart(node); position < board.ownStart(node + 1); position += 1) {
      const replica = board.own(position);
      const holder = board.state.holderOf(replica);
      if (this.sendHome(replica)) {
        takers.push(holder);
      }
    }
    return takers;
  }

  /** Sends home some guest of a node. */
  private freeGuest(node: number): boolean {
    const guest = this.someGuest(node);
    const isSent = guest !== NOWHERE && this.sendHome(guest);
    if (isSent) {
      this.touched.push(this.board.state.homeOf(guest));
    }
    return isSent;
  }

  private recreate(): void {
    const { board, dice, relief, touched } = this;
    dice.shuffle(touched);
    for (const node of touched) {
      if (board.state.isOver(node)) {
        relief.relieve(node);
      }
    }
    for (const node of touched) {
      relief.callHome(node);
    }
  }

  /** Sends a guest home, whatever the load there. Returns whether it could go. */
  private sendHome(replica: number): boolean {
    const { board } = this;
    const { state } = board;
    const home = state.homeOf(replica);
    const isOpen = board.isGuest(replica) && home !== NOWHERE && state.model.nodes.takes[home] === 1;
    if (!isOpen || !state.mayHold(replica, home)) {
      return false;
    }
    board.move(replica, home);
    return true;
  }

  private someGuest(node: number): number {
    const { board, dice } = this;
    let guest = board.firstGuest(node);
    for (let skips = guest === END ? 0 : dice.below(4); skips > 0; skips -= 1) {
      const next = board.nextGuest(guest);
      guest = next === END ? board.firstGuest(node) : next;
    }
    return guest;
  }
}

function gaveAway(board: Board, node: number): boolean {
  for (let position = board.ownStart(node); position < board.ownStart(node + 1); position += 1) {
    if (board.isGuest(board.own(position))) {
      return true;
    }
  }
  return false;
}
