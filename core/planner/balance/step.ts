import { NOWHERE } from '../fleet-model';
import type { Board } from './board';

/** The cheapest step found so far to take load off a node: a replica leaves, and makes another leave where it goes. */
export class Step {
  /** Cost for each unit of load taken off. */
  price = Number.POSITIVE_INFINITY;
  private replica = NOWHERE;
  private target = NOWHERE;
  private evicted = NOWHERE;
  private evictedTarget = NOWHERE;

  get isFound(): boolean {
    return this.replica !== NOWHERE;
  }

  clear(): void {
    this.price = Number.POSITIVE_INFINITY;
    this.replica = NOWHERE;
  }

  /** Takes a step that is cheaper than what was found. */
  offer(price: number, replica: number, target: number, evicted = NOWHERE, evictedTarget = NOWHERE): void {
    if (price < this.price) {
      this.price = price;
      this.replica = replica;
      this.target = target;
      this.evicted = evicted;
      this.evictedTarget = evictedTarget;
    }
  }

  take(board: Board): void {
    if (this.evicted !== NOWHERE) {
      board.move(this.evicted, this.evictedTarget);
    }
    board.move(this.replica, this.target);
  }
}
