/** The controller holds a lease for this much longer than its length before it calls a node dead. */
export const LEASE_MARGIN_FRACTION = 0.2;

/** What the controller last saw of one node's counter. */
export interface LeaseObservation {
  readonly incarnation: string;
  readonly counter: number;
  /** The controller's clock once the read that first showed this counter had returned. */
  readonly unchangedSinceMs: number;
}

/** What a controller needs to judge leases. */
export interface LeaseReading {
  /** Controller's clock before the read was sent, so that elapsed time is never overstated. */
  readonly readStartedMs: number;
  /** Controller's clock after the read returned. */
  readonly readEndedMs: number;
  readonly leaseMs: number;
}

/**
 * Returns the observation to remember: the old one while the counter stands still, else a new one. One from the future was
 * made by a clock that has since gone back, and begins anew, or a dead node would stay alive for as long. Pure, O(1).
 */
export function observeLease(
  previous: LeaseObservation | undefined,
  seen: { readonly incarnation: string; readonly counter: number },
  reading: LeaseReading,
): LeaseObservation {
  const isSame = previous?.incarnation === seen.incarnation && previous.counter === seen.counter;
  if (isSame && previous.unchangedSinceMs <= reading.readEndedMs) {
    return previous;
  }
  return { incarnation: seen.incarnation, counter: seen.counter, unchangedSinceMs: reading.readEndedMs };
}

/**
 * Whether the node's lease is surely over: the same counter for the lease and its margin, by the controller's clock
 * alone. The node's own clock started earlier, before it sent that renewal. Pure, O(1).
 */
export function isLeaseOver(observation: LeaseObservation, reading: LeaseReading): boolean {
  const waitMs = reading.leaseMs * (1 + LEASE_MARGIN_FRACTION);
  return reading.readStartedMs - observation.unchangedSinceMs >= waitMs;
}
