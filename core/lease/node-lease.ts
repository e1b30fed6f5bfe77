/** A node's own view of its lease, by its own monotonic clock. */
export interface NodeLease {
  readonly counter: number;
  /** Until when the node may accept writes, on its monotonic clock. */
  readonly validUntilMs: number;
}

/**
 * Returns the lease after a renewal that the table accepted. Its validity counts from before the renewal was sent:
 * the controller cannot have seen the counter earlier than that. Pure, O(1).
 */
export function renewedLease(counter: number, renewalSentMs: number, leaseMs: number): NodeLease {
  return { counter, validUntilMs: renewalSentMs + leaseMs };
}

/** Whether the node may accept writes now. Pure, O(1). */
export function isLeaseValid(lease: NodeLease, nowMs: number): boolean {
  return nowMs < lease.validUntilMs;
}
