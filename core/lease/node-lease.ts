/**
 * A lease lasts this much longer than the node itself counts: for clocks that run unevenly and for hosts of the
 * controller whose clocks differ, see docs/move-protocol.md.
 */
export const LEASE_MARGIN_FRACTION = 0.2;

/** A node's own view of its lease, by its own monotonic clock. */
export interface NodeLease {
  readonly counter: number;
  /** Until when the node may accept writes, on its monotonic clock. */
  readonly validUntilMs: number;
}

/**
 * Returns the lease after a renewal that the table accepted. Its validity counts from before the renewal was sent:
 * the controller cannot have seen the counter earlier than that. It ends before the lease does, by the margin.
 * `leaseMs` is the policy's lease, which the controller waits. Pure, O(1).
 */
export function renewedLease(counter: number, renewalSentMs: number, leaseMs: number): NodeLease {
  return { counter, validUntilMs: renewalSentMs + countedLeaseMs(leaseMs) };
}

/** What a node counts of a lease, in whole milliseconds. Pure, O(1). */
export function countedLeaseMs(leaseMs: number): number {
  return Math.floor(leaseMs / (1 + LEASE_MARGIN_FRACTION));
}

/** Whether the node may accept writes now. Pure, O(1). */
export function isLeaseValid(lease: NodeLease, nowMs: number): boolean {
  return nowMs < lease.validUntilMs;
}
