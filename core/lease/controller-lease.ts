/**
 * Heartbeats come at most this much sooner than the policy says, by the controller's clock. If they come sooner still, a dead
 * node is found later by the difference; nothing else rests on it.
 */
const EARLY_HEARTBEAT_FRACTION = 0.1;

/** What the controller last saw of one node's counter. */
export interface LeaseObservation {
  readonly incarnation: string;
  readonly counter: number;
  /** The controller's clock once the read that first showed this counter had returned. */
  readonly unchangedSinceMs: number;
  /** The node renewed its lease after this, by the controller's clock. Absent when nothing is known. */
  readonly renewedAfterMs?: number;
}

/** What a controller needs to judge leases. */
export interface LeaseReading {
  /** Controller's clock before the read was sent, so that elapsed time is never overstated. */
  readonly readStartedMs: number;
  /** Controller's clock after the read returned. */
  readonly readEndedMs: number;
  readonly leaseMs: number;
  /** What new renewals are dated by. @default - they are not */
  readonly renewals?: RenewalDates;
}

/** What tells when a node's renewals came that are new since the previous reading. */
export interface RenewalDates {
  /** `readStartedMs` of the reading that the observations are from. */
  readonly previousReadMs: number;
  /** The policy's time between two heartbeats. */
  readonly heartbeatMs: number;
}

/** A node's counter as the table shows it. */
interface SeenCounter {
  readonly incarnation: string;
  readonly counter: number;
}

/**
 * Returns the observation to remember: the old one while the counter stands still, else a new one. One from the future was
 * made by a clock that has since gone back, and begins anew, or a dead node would stay alive for as long. Pure, O(1).
 */
export function observeLease(
  previous: LeaseObservation | undefined,
  seen: SeenCounter,
  reading: LeaseReading,
): LeaseObservation {
  const isSame = previous?.incarnation === seen.incarnation && previous.counter === seen.counter;
  if (isSame && previous.unchangedSinceMs <= reading.readEndedMs) {
    return previous;
  }
  const { incarnation, counter } = seen;
  const observation = { incarnation, counter, unchangedSinceMs: reading.readEndedMs };
  const renewedAfterMs = previous && renewedAfter(previous, seen, reading);
  return renewedAfterMs === undefined ? observation : { ...observation, renewedAfterMs };
}

/**
 * Whether the node's lease is surely over: the same counter for the whole lease, by the controller's clock alone. The
 * node's own clock started earlier, before it sent that renewal, and counts less. Pure, O(1).
 */
export function isLeaseOver(observation: LeaseObservation, reading: LeaseReading): boolean {
  return reading.readStartedMs >= overAtMs(observation, reading);
}

/**
 * When the controller may call the node dead unless it renews, on the controller's clock, if that is worth waiting for:
 * the node may have been silent for a lease already. `undefined` when it has surely been heard of since. Pure, O(1).
 */
export function lookAgainAtMs(observation: LeaseObservation, reading: LeaseReading): number | undefined {
  const { renewedAfterMs = Number.NEGATIVE_INFINITY } = observation;
  return reading.readEndedMs - renewedAfterMs > reading.leaseMs ? overAtMs(observation, reading) : undefined;
}

function overAtMs({ unchangedSinceMs }: LeaseObservation, { leaseMs }: LeaseReading): number {
  return unchangedSinceMs + leaseMs;
}

/**
 * The first of the renewals that are new since the previous reading came after that reading, and each further one a
 * heartbeat later; an incarnation counts from 1. Counters and the controller's own clock are all that this rests on.
 */
function renewedAfter(previous: LeaseObservation, seen: SeenCounter, reading: LeaseReading): number | undefined {
  const { renewals, readEndedMs } = reading;
  const counterBefore = previous.incarnation === seen.incarnation ? previous.counter : 0;
  const count = seen.counter - counterBefore;
  if (renewals === undefined || renewals.previousReadMs > readEndedMs || !(count >= 1)) {
    return undefined;
  }
  return renewals.previousReadMs + (count - 1) * renewals.heartbeatMs * (1 - EARLY_HEARTBEAT_FRACTION);
}
