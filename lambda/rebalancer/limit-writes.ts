import type { MoveOrder, RebalancePlan } from '../../core/rebalance/rebalance-plan';

/**
 * Changes of moves, new moves and changes of followers that one tick writes. Each takes a transaction, a place in the
 * history and an event, one after the other; so many fit into a tick of 50 seconds with room to spare, and their
 * memory into an item of 400 KB.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const WRITES_PER_TICK = 1000;

/** Returns the plan with the most urgent writes of one tick; the next tick plans the others, which count as held. */
export function limitWrites(plan: RebalancePlan, limit: number = WRITES_PER_TICK): RebalancePlan {
  const changes = plan.changes.slice(0, limit);
  const orders = firstOrders(plan.orders, limit - changes.length);
  const follows = plan.follows.slice(0, limit - changes.length - writesOf(orders));
  const left = countEntries(plan) - countEntries({ changes, orders, follows });
  if (left === 0) {
    return plan;
  }
  const isRebalancing = plan.isRebalancing || (plan.balance !== undefined && orders.length < plan.orders.length);
  return { ...plan, changes, orders, follows, isRebalancing, held: { ...plan.held, 'next-tick': left } };
}

/** A move that ends at once is written twice. */
function writesOf(orders: readonly MoveOrder[]): number {
  return orders.length + orders.filter((order) => order.endsAtOnce).length;
}

function firstOrders(orders: readonly MoveOrder[], limit: number): readonly MoveOrder[] {
  let left = limit;
  const beyond = orders.findIndex((order) => {
    left -= order.endsAtOnce ? 2 : 1;
    return left < 0;
  });
  return beyond < 0 ? orders : orders.slice(0, beyond);
}

function countEntries({ changes, orders, follows }: Pick<RebalancePlan, 'changes' | 'orders' | 'follows'>): number {
  return changes.length + orders.length + follows.length;
}
