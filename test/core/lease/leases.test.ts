import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLeaseOver, type LeaseObservation, observeLease } from '../../../core/lease/controller-lease';
import { countedLeaseMs, isLeaseValid, renewedLease } from '../../../core/lease/node-lease';

const LEASE_MS = 45_000;
const reading = (startedMs: number, endedMs: number) => ({
  readStartedMs: startedMs,
  readEndedMs: endedMs,
  leaseMs: LEASE_MS,
});

describe('a lease, as its node sees it', () => {
  it('counts from before the renewal was sent, and a sixth less than the lease: 45 s / 1.2 = 37.5 s', () => {
    const lease = renewedLease(7, 1000, LEASE_MS);
    expect(lease).toEqual({ counter: 7, validUntilMs: 38_500 });
    expect(isLeaseValid(lease, 38_499)).toBe(true);
    expect(isLeaseValid(lease, 38_500)).toBe(false);
  });

  it('is counted in whole milliseconds', () => {
    expect(countedLeaseMs(10_000)).toBe(8333);
  });
});

describe('a lease, as the controller sees it', () => {
  const seen = { incarnation: 'i', counter: 3 };
  const first = observeLease(undefined, seen, reading(100, 180));

  it('counts from after the read that first showed the counter', () => {
    expect(first).toEqual({ ...seen, unchangedSinceMs: 180 });
  });

  it('is over after 45 s, by a read that began then', () => {
    expect(isLeaseOver(first, reading(45_179, 45_300))).toBe(false);
    expect(isLeaseOver(first, reading(45_180, 45_300))).toBe(true);
  });

  it('keeps its age while the counter stands still', () => {
    expect(observeLease(first, seen, reading(20_000, 20_100))).toBe(first);
  });

  it.each([
    ['a higher counter', { incarnation: 'i', counter: 4 }],
    ['a lower counter, as a late write may show', { incarnation: 'i', counter: 2 }],
    ['another incarnation', { incarnation: 'j', counter: 3 }],
  ])('starts anew with %s', (_, changed) => {
    expect(observeLease(first, changed, reading(20_000, 20_100)).unchangedSinceMs).toBe(20_100);
  });
});

/** One renewal: sent so long after the one before, written so long after it was sent, its reply maybe lost. */
const renewal = fc.record({
  pauseMs: fc.integer({ min: 1, max: 60_000 }),
  delayMs: fc.integer({ min: 0, max: 30_000 }),
  isReplyLost: fc.boolean(),
});
const tick = fc.record({
  pauseMs: fc.integer({ min: 1, max: 60_000 }),
  readMs: fc.integer({ min: 0, max: 10_000 }),
  /** When within the read the table was looked at. */
  lookFraction: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('GIVEN any delays of renewals and reads', () => {
  it('THEN a node is never called dead while its own lease is valid', () => {
    const { calledDead, tooEarly } = judge((attempt) => attempt);
    expect(tooEarly).toBe(0);
    expect(calledDead).toBeGreaterThan(100);
  });

  it('THEN a counter that stands still after a lost reply would break that', () => {
    expect(judge((_, accepted) => accepted + 1).tooEarly).toBeGreaterThan(0);
  });
});

/** Which counter an attempt to renew carries, from how many were made and how many were accepted so far. */
type CounterRule = (attempt: number, accepted: number) => number;

function judge(rule: CounterRule) {
  let calledDead = 0;
  let tooEarly = 0;
  fc.assert(
    fc.property(
      fc.array(renewal, { minLength: 1, maxLength: 12 }),
      fc.array(tick, { minLength: 1, maxLength: 30 }),
      // The controller's clock shows another time and may run up to a tenth faster than the node's.
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      fc.double({ min: 0.9, max: 1.1, noNaN: true }),
      (renewals, ticks, offsetMs, rate) => {
        const node = playNode(renewals, rule);
        for (const deadAtMs of playController(ticks, node.writes, (ms) => ms * rate + offsetMs)) {
          calledDead += 1;
          tooEarly += deadAtMs < node.validUntilMs(deadAtMs) ? 1 : 0;
        }
      },
    ),
    { numRuns: 3000, seed: 20_261_121 },
  );
  return { calledDead, tooEarly };
}

interface CounterWrite {
  readonly atMs: number;
  readonly counter: number;
}

/** A node renews one at a time. */
function playNode(renewals: readonly { pauseMs: number; delayMs: number; isReplyLost: boolean }[], rule: CounterRule) {
  const writes: CounterWrite[] = [];
  const leases: { readonly fromMs: number; readonly untilMs: number }[] = [];
  let nowMs = 0;
  renewals.forEach((attempt, index) => {
    const sentMs = nowMs + attempt.pauseMs;
    nowMs = sentMs + attempt.delayMs;
    const counter = rule(index + 1, leases.length);
    writes.push({ atMs: nowMs, counter });
    if (!attempt.isReplyLost) {
      leases.push({ fromMs: nowMs, untilMs: renewedLease(counter, sentMs, LEASE_MS).validUntilMs });
    }
  });
  const validUntilMs = (atMs: number) =>
    Math.max(0, ...leases.filter((lease) => lease.fromMs <= atMs).map((lease) => lease.untilMs));
  return { writes, validUntilMs };
}

/** The true times at which the controller fences the node: its counter must still be the one seen, as the write demands. */
function* playController(
  ticks: readonly { pauseMs: number; readMs: number; lookFraction: number }[],
  writes: readonly CounterWrite[],
  clock: (trueMs: number) => number,
): Generator<number> {
  let observation: LeaseObservation | undefined;
  let nowMs = 0;
  const counterAt = (atMs: number) => writes.filter((write) => write.atMs <= atMs).at(-1)?.counter ?? 0;
  for (const { pauseMs, readMs, lookFraction } of ticks) {
    const startedMs = nowMs + pauseMs;
    nowMs = startedMs + readMs;
    const counter = counterAt(startedMs + readMs * lookFraction);
    const read = reading(clock(startedMs), clock(nowMs));
    observation = observeLease(observation, { incarnation: 'i', counter }, read);
    if (counter > 0 && isLeaseOver(observation, read) && counterAt(nowMs) === counter) {
      yield nowMs;
      return;
    }
  }
}
