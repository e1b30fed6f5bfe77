import type { MoveBudgets } from '../policy/fleet-policy';

/**
 * What one move copies in a second: one request's share, by AWS's rule of one request for each 85 to 90 MB/s. A move makes
 * several at once and is mostly faster, so that emptying a node is rather thought too long.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance-design-patterns.html
 */
export const MOVE_BYTES_PER_SECOND = 85_000_000;

/**
 * Returns for how many minutes a node of so many bytes is being emptied, when as many moves as the budgets allow one node run at
 * once; 340 MB a second with the default budgets. O(1).
 */
export function minutesToEmpty(bytes: number, budgets: MoveBudgets): number {
  const moves = Math.min(budgets.perNode, budgets.perZone, budgets.perFleet);
  return bytes / (moves * MOVE_BYTES_PER_SECOND) / 60;
}
