import { NOWHERE } from '../fleet-model';
import { END } from '../number-lists';
import { bestFit } from './best-fit';
import type { Board } from './board';
import { callHome, fits } from './call-home';
import { Clearing } from './clearing';
import { offerExchanges } from './exchange';
import { MOST_WEIGHED, shedBulk } from './shed-bulk';
import type { SteadyDice } from './steady-dice';
import { Step } from './step';

/** Steps for one node before it is left as it is. */
const MOST_STEPS = 512;

/** Of the heaviest replica: lighter ones find a place without anything making room. */
const LEAST_EXCHANGED = 0.04;

/** Takes load off single nodes in the cheapest steps: what came comes home, what is cheap leaves, what is in the way makes room. */
export class Relief {
  private readonly step = new Step();
  private readonly clearing = new Clearing();
  /** How far costs are taken at random, from 0 for exactly to below 2: so that repeated searches differ. */
  noise = 0;
  private mayExchange = true;
  private readonly leastExchanged: number;

  constructor(
    private readonly board: Board,
    private readonly dice: SteadyDice,
  ) {
    const { weights } = board.state;
    this.leastExchanged = weights.reduce((most, weight) => Math.max(most, weight), 0) * LEAST_EXCHANGED;
  }

  /** Takes load off a node until it is no longer over its limit, or nothing helps; then lets come home what fits. */
  relieve(node: number): void {
    shedBulk(this.board, node);
    for (let steps = 0; steps < MOST_STEPS && this.board.state.isOver(node); steps += 1) {
      this.findStep(node);
      if (!this.takeStep()) {
        break;
      }
    }
    callHome(this.board, node);
  }

  /** Takes the cheaper one of what was found, or the other one if that cannot be carried out. */
  private takeStep(): boolean {
    const { board, step, clearing } = this;
    if (clearing.price < step.price && clearing.take(board)) {
      return true;
    }
    if (step.isFound) {
      step.take(board);
    }
    return step.isFound;
  }

  private findStep(node: number): void {
    const { board, step } = this;
    step.clear();
    this.clearing.clear();
    this.mayExchange = true;
    for (let guest = board.guests.first(node); guest !== END; guest = board.guests.next(guest)) {
      this.offerSteps(node, guest);
    }
    const { reliefs, costs } = board.owns;
    const isInOrder = board.isInOrder(node);
    const least = 1 - this.noise / 2;
    const end = board.ownStart(node + 1);
    for (let position = board.ownStart(node); position < end; position += 1) {
      // no step of this replica or a later one is cheaper
      if (isInOrder && (costs[position] as number) * least >= step.price * (reliefs[position] as number)) {
        break;
      }
      const replica = board.own(position);
      if (board.state.holderOf(replica) === node) {
        this.mayExchange = position < board.ownStart(node) + MOST_WEIGHED;
        this.offerSteps(node, replica);
      }
    }
  }

  private offerSteps(node: number, replica: number): void {
    const { board, step } = this;
    const { state } = board;
    board.looks += 1;
    const excess = -state.roomOf(node);
    const load = state.loadOf(state.shardOf(replica), state.tightest[node] as number);
    const relief = Math.min(load, excess);
    if (relief <= 0) {
      return;
    }
    const home = state.homeOf(replica);
    if (home !== node && home !== NOWHERE && fits(board, replica, home)) {
      step.offer(-board.costOf(replica) / relief, replica, home);
      return;
    }
    const cost = board.costToLeave(replica) * this.distortion();
    if (cost / relief >= step.price) {
      return;
    }
    const target = bestFit(board, replica, node, NOWHERE);
    if (target !== NOWHERE) {
      step.offer(cost / relief, replica, target);
    } else if (this.mayExchange && board.weightOf(replica) > this.leastExchanged) {
      offerExchanges(board, step, this.clearing, { replica, node, cost, load, excess });
    }
  }

  private distortion(): number {
    return this.noise > 0 ? 1 + this.noise * (this.dice.fraction() - 0.5) : 1;
  }
}
