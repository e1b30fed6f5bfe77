import type { Reason } from '../decision';

/** How many nodes something asks for, and why. */
export interface Wish {
  readonly nodes: number;
  readonly reason: Reason;
}

/** Returns the wish for most nodes, of equals the first: the safest wins. Pure, O(wishes). */
export function largestWish(wishes: readonly Wish[]): Wish | undefined {
  return wishes.reduce<Wish | undefined>(
    (best, next) => (best === undefined || next.nodes > best.nodes ? next : best),
    undefined,
  );
}
