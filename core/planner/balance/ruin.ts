import { NOWHERE } from '../fleet-model';
import { END } from '../number-lists';
import type { Board } from './board';
import { callHome } from './call-home';
import type { SteadyDice } from './steady-dice';

/** Chance that a node which took something in gives up one guest more. */
const GUEST_LEAVES = 0.2;

/** Takes back parts of a plan, so that they can be made anew. */
export class Ruin {
  private touched: number[] = [];

  constructor(
    private readonly board: Board,
    private readonly nodes: Int32Array,
    private readonly dice: SteadyDice,
  ) {}

  /** Takes back what a node gave away, some guests of those who took it, and one of a node elsewhere. Returns the nodes concerned. */
  at(node: number): number[] {
    const { dice } = this;
    const takers = this.takeBack(node);
    this.touched = [node, ...takers];
    for (const taker of takers) {
      if (dice.fraction() < GUEST_LEAVES) {
        this.freeGuest(taker);
      }
      callHome(this.board, taker);
    }
    const elsewhere = this.nodes[dice.below(this.nodes.length)] as number;
    if (this.freeGuest(elsewhere)) {
      this.touched.push(elsewhere);
    }
    return this.touched;
  }

  /** Sends home what a node gave away, and returns who had it. */
  private takeBack(node: number): number[] {
    const { board } = this;
    const takers: number[] = [];
    for (let replica = board.aways.first(node); replica !== END; ) {
      const following = board.aways.next(replica);
      const holder = board.state.holderOf(replica);
      if (this.sendHome(replica)) {
        takers.push(holder);
      }
      replica = following;
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

  /** Sends a guest home, whatever the load there. Returns whether zone and disk let it go. */
  private sendHome(replica: number): boolean {
    const { board } = this;
    const { state } = board;
    const home = state.homeOf(replica);
    const isOpen = board.isGuest(replica) && home !== NOWHERE && state.model.nodes.takes[home] === 1;
    if (!isOpen || !state.mayHold(replica, home) || !state.hasDisk(state.shardOf(replica), home)) {
      return false;
    }
    board.move(replica, home);
    return true;
  }

  private someGuest(node: number): number {
    const { board, dice } = this;
    let guest = board.guests.first(node);
    for (let skips = guest === END ? 0 : dice.below(4); skips > 0; skips -= 1) {
      const next = board.guests.next(guest);
      guest = next === END ? board.guests.first(node) : next;
    }
    return guest;
  }
}
