import type { MoveWish } from './plan-draft';
import type { BalanceMove, BalanceSummary } from './rebalance-plan';

/** Returns the order of a move towards balance, with what the planner said of it as its reason. */
export function balanceWish(move: BalanceMove, summary: BalanceSummary): MoveWish {
  const { shard, from, to, bytes, goal, gain } = move;
  const { before, after } = summary;
  const lowerBoundBytes = summary.bytes > 0 ? Math.round((bytes * summary.lowerBoundBytes) / summary.bytes) : 0;
  const least = Math.round(summary.lowerBoundBytes);
  const plan = `the plan takes ${summary.bytes} bytes in ${summary.moves}, at least ${least} must move`;
  const text = `${goal}: max/mean load ${before.toFixed(2)} goes to ${after.toFixed(2)}; this move gains ${gain.toFixed(2)} for ${bytes} bytes, ${plan}`;
  return { shard, from, to, why: 'rebalance', text, balance: { bytes, lowerBoundBytes, gain } };
}
