import { NOWHERE } from '../fleet-model';
import { bestFit } from './best-fit';
import type { Board } from './board';
import { fits } from './call-home';
import type { Leaver } from './leaver';

/** Replicas that may leave a node for a heavier one. */
const MOST_CLEARED = 256;

/** Of the weight of what comes: heavier ones would find no place themselves. */
const HEAVIEST_CLEARED = 0.5;

/** After at most so many in order, any one of the next ones that does the rest is tried as the last. */
const MOST_BEFORE_LAST = 6;
const MOST_LAST = 24;

/**
 * The cheapest clearing found so far: a replica that fits nowhere goes to a host which two or more lighter ones leave, each for the node that it
 * fits best. Those are the host's own replicas with most load per byte, and a last one that does the rest.
 */
export class Clearing {
  /** Cost for each unit of load taken off. */
  price = Number.POSITIVE_INFINITY;
  private leaver: Leaver | undefined;
  private host = NOWHERE;
  private end = NOWHERE;
  private last = NOWHERE;

  clear(): void {
    this.price = Number.POSITIVE_INFINITY;
    this.leaver = undefined;
  }

  /** Takes a clearing of the host that is cheaper than what was found, and than another price. O(replicas seen). */
  offer(board: Board, leaver: Leaver, host: number, otherPrice: number): void {
    const { weights, costs } = board.owns;
    const relief = Math.min(leaver.load, leaver.excess);
    const stop = board.ownStart(host + 1);
    let most = Math.min(this.price, otherPrice) * relief - leaver.cost;
    let rest = board.weightOf(leaver.replica) - board.state.roomOf(host);
    let cost = 0;
    let count = 0;
    for (let position = board.ownStart(host); position < stop && count < MOST_CLEARED; position += 1) {
      board.looks += 1;
      if (cost + (costs[position] as number) >= most) {
        return;
      }
      if (!mayLeave(board, leaver, host, position)) {
        continue;
      }
      const isTried = count > 0 && (count <= MOST_BEFORE_LAST || (weights[position] as number) >= rest);
      const last = isTried ? cheapestLast(board, leaver, host, position, rest, most - cost) : NOWHERE;
      if (last !== NOWHERE) {
        most = cost + (costs[last] as number);
        this.note(leaver, host, position, last, (leaver.cost + most) / relief);
      }
      rest -= weights[position] as number;
      cost += costs[position] as number;
      count += 1;
    }
  }

  /** Carries it out. Returns false, and leaves all as it was, when one of the replicas finds no place. */
  take(board: Board): boolean {
    const { leaver, host } = this;
    if (leaver === undefined) {
      return false;
    }
    const mark = board.mark();
    for (let position = board.ownStart(host); position <= this.last; position += 1) {
      const isCleared = (position < this.end && mayLeave(board, leaver, host, position)) || position === this.last;
      if (isCleared && !this.moveToBestFit(board, board.own(position), leaver.node)) {
        board.undo(mark);
        return false;
      }
    }
    if (!fits(board, leaver.replica, host)) {
      board.undo(mark);
      return false;
    }
    board.move(leaver.replica, host);
    return true;
  }

  private moveToBestFit(board: Board, replica: number, except: number): boolean {
    const target = bestFit(board, replica, this.host, except);
    if (target !== NOWHERE) {
      board.move(replica, target);
    }
    return target !== NOWHERE;
  }

  private note(leaver: Leaver, host: number, end: number, last: number, price: number): void {
    this.leaver = leaver;
    this.host = host;
    this.end = end;
    this.last = last;
    this.price = price;
  }
}

/** Whether the host's own replica at a position is there, and light enough. */
function mayLeave(board: Board, leaver: Leaver, host: number, position: number): boolean {
  const weight = board.owns.weights[position] as number;
  const isLight = weight > 0 && weight <= board.weightOf(leaver.replica) * HEAVIEST_CLEARED;
  return isLight && board.state.holderOf(board.own(position)) === host;
}

/** The position of the cheapest of the next replicas that does the rest and costs less than so much, or `NOWHERE`. */
function cheapestLast(board: Board, leaver: Leaver, host: number, start: number, rest: number, most: number): number {
  const { weights, costs } = board.owns;
  const end = Math.min(start + MOST_LAST, board.ownStart(host + 1));
  let lowest = most;
  let cheapest = NOWHERE;
  board.looks += MOST_LAST;
  for (let position = start; position < end; position += 1) {
    const isBetter = (weights[position] as number) >= rest && (costs[position] as number) < lowest;
    if (isBetter && mayLeave(board, leaver, host, position)) {
      lowest = costs[position] as number;
      cheapest = position;
    }
  }
  return cheapest;
}
