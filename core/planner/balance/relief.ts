import { emptiestNodeInOpenZone } from '../emptiest-node';
import { NOWHERE } from '../fleet-model';
import { END } from '../room-index';
import { bestFit } from './best-fit';
import type { Board } from './board';
import { offerExchanges } from './exchange';
import type { SteadyDice } from './steady-dice';
import { Step } from './step';

/** Steps for one node before it is left as it is. */
const MOST_STEPS = 48;

/** Of a node's replicas those with most load per byte: for so many others are asked to make room, and as many are a choice worth weighing. */
const MOST_WEIGHED = 24;

/** Of the heaviest replica: lighter ones find a place without anything making room. */
const LEAST_EXCHANGED = 0.04;

/** Takes load off single nodes in the cheapest steps: what came comes home, what is cheap leaves, what is in the way makes room. */
export class Relief {
  private readonly step = new Step();
  /** How far costs are taken at random, from 0 for exactly to below 2: so that repeated searches differ. */
  noise = 0;
  /** Replicas looked at so far: what work is counted in. */
  looks = 0;
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
    this.shedBulk(node);
    for (let steps = 0; steps < MOST_STEPS && this.board.state.isOver(node); steps += 1) {
      if (!this.findStep(node)) {
        break;
      }
      this.step.take(this.board);
    }
    this.callHome(node);
  }

  /** Lets a node's own replicas come home as far as there is room, those with most bytes first. */
  callHome(node: number): void {
    const { board } = this;
    for (;;) {
      const replica = this.dearestThatFits(node);
      if (replica === NOWHERE) {
        return;
      }
      board.move(replica, node);
    }
  }

  private dearestThatFits(node: number): number {
    const { board } = this;
    const { state } = board;
    let dearest = NOWHERE;
    let highest = -1;
    for (let position = board.ownStart(node); position < board.ownStart(node + 1); position += 1) {
      const replica = board.own(position);
      if (state.holderOf(replica) !== node && board.costOf(replica) > highest && this.fits(replica, node)) {
        highest = board.costOf(replica);
        dearest = replica;
      }
    }
    return dearest;
  }

  private fits(replica: number, node: number): boolean {
    const { state } = this.board;
    const shard = state.shardOf(replica);
    return state.hasRoom(shard, node) && state.hasDisk(shard, node) && state.mayHold(replica, node);
  }

  /** While the replicas worth weighing do not suffice for the excess, those with most load per byte leave in this order, to the emptiest nodes. */
  private shedBulk(node: number): void {
    const { board } = this;
    const end = board.ownStart(node + 1);
    for (let position = board.ownStart(node); position < end && this.needsMore(node, position); position += 1) {
      const replica = board.own(position);
      const isHere = board.state.holderOf(replica) === node;
      const target = isHere ? emptiestNodeInOpenZone(board.state, replica) : NOWHERE;
      if (target !== NOWHERE && target !== node && board.state.hasRoom(board.state.shardOf(replica), target)) {
        board.move(replica, target);
      }
    }
  }

  /** Whether a node's excess is above the load of the replicas from a position on that are worth weighing. */
  private needsMore(node: number, start: number): boolean {
    const { board } = this;
    const end = Math.min(start + MOST_WEIGHED, board.ownStart(node + 1));
    let rest = -board.state.roomOf(node);
    for (let position = start; position < end && rest > 0; position += 1) {
      const replica = board.own(position);
      rest -= board.state.holderOf(replica) === node ? board.weightOf(replica) : 0;
    }
    return rest > 0;
  }

  private findStep(node: number): boolean {
    const { board, step } = this;
    step.clear();
    this.mayExchange = true;
    for (let guest = board.firstGuest(node); guest !== END; guest = board.nextGuest(guest)) {
      this.offerSteps(node, guest);
    }
    const end = board.ownStart(node + 1);
    for (let position = board.ownStart(node); position < end; position += 1) {
      const replica = board.own(position);
      if (this.leastPrice(replica) >= step.price) {
        break;
      }
      if (board.state.holderOf(replica) === node) {
        this.mayExchange = position < board.ownStart(node) + MOST_WEIGHED;
        this.offerSteps(node, replica);
      }
    }
    return step.isFound;
  }

  private offerSteps(node: number, replica: number): void {
    const { board, step } = this;
    const { state } = board;
    this.looks += 1;
    const excess = -state.roomOf(node);
    const load = state.loadOf(state.shardOf(replica), state.tightest[node] as number);
    const relief = Math.min(load, excess);
    if (relief <= 0) {
      return;
    }
    const home = state.homeOf(replica);
    if (home !== node && home !== NOWHERE && this.fits(replica, home)) {
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
      offerExchanges(board, step, { replica, node, cost, load, excess });
    }
  }

  /** No step of the replica, or of one with less load per byte, is cheaper. */
  private leastPrice(replica: number): number {
    return (this.board.costOf(replica) / this.board.weightOf(replica)) * (1 - this.noise / 2);
  }

  private distortion(): number {
    return this.noise > 0 ? 1 + this.noise * (this.dice.fraction() - 0.5) : 1;
  }
}
