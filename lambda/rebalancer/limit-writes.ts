import type { RebalancePlan } from '../../core/rebalance/plan-rebalance';

/**
 * Changes of moves and new moves that one tick writes. Each takes a transaction, a place in the history and an event, one
 * after the other; so many fit into the function's 50 seconds with room to spare, and their memory into an item of 400 KB.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const WRITES_PER_TICK = 1000;

/** Returns the plan with the most urgent writes of one tick; the next tick plans the others, which count as held. */
export function limitWrites(plan: RebalancePlan, limit: number = WRITES_PER_TICK): RebalancePlan {
  const left = plan.changes.length + plan.orders.length - limit;
  if (left <= 0) {
    return plan;
  }
  const changes = plan.changes.slice(0, limit);
  const orders = plan.orders.slice(0, limit - changes.length);
  return { ...plan, changes, orders, held: { ...plan.held, 'next-tick': left } };
}
