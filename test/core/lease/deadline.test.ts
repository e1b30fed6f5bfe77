import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isLeaseOver,
  type LeaseObservation,
  type LeaseReading,
  lookAgainAtMs,
  observeLease,
} from '../../../core/lease/controller-lease';

/** Settings of a fleet, in milliseconds, and how exactly it keeps to them. */
interface Fleet {
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** The longest time between two ticks. */
  readonly tickMs: number;
  /** Of the longest time, so much lies between two ticks, in turn. */
  readonly tickFractions: readonly number[];
  /** Of a heartbeat, so much lies between two renewals, in turn. */
  readonly beatFractions: readonly number[];
  readonly readMs: number;
}

const fleets: fc.Arbitrary<Fleet> = fc
  .record({
    leaseSeconds: fc.integer({ min: 3, max: 600 }),
    heartbeats: fc.integer({ min: 3, max: 10 }),
    tickSeconds: fc.integer({ min: 1, max: 120 }),
    tickFractions: fc.array(fc.double({ min: 0.5, max: 1, noNaN: true }), { minLength: 1, maxLength: 7 }),
    beatFractions: fc.array(fc.double({ min: 0.9, max: 1.1, noNaN: true }), { minLength: 1, maxLength: 7 }),
    readMs: fc.integer({ min: 0, max: 500 }),
  })
  .map(({ leaseSeconds, heartbeats, tickSeconds, ...rest }) => ({
    leaseMs: leaseSeconds * 1000,
    heartbeatMs: (leaseSeconds * 1000) / heartbeats,
    tickMs: tickSeconds * 1000,
    ...rest,
  }));

describe('GIVEN any lease, heartbeat and tick', () => {
  it('THEN a dead node is found within a lease and a tick of its death, and the time of two reads', () => {
    fc.assert(
      fc.property(fleets, fc.double({ min: 0, max: 1, noNaN: true }), (fleet, whenInTwoTicks) => {
        const diedAtMs = 3 * (fleet.leaseMs + fleet.tickMs) + whenInTwoTicks * 2 * fleet.tickMs;
        const { foundAtMs } = play(fleet, diedAtMs);
        expect(foundAtMs).toBeGreaterThanOrEqual(diedAtMs - 1.1 * fleet.heartbeatMs + fleet.leaseMs);
        expect(foundAtMs).toBeLessThanOrEqual(diedAtMs + fleet.leaseMs + fleet.tickMs + 2 * fleet.readMs);
      }),
      { numRuns: 3000, seed: 20_261_121 },
    );
  });

  it('THEN ticks alone would take longer', () => {
    const usual = {
      leaseMs: 45_000,
      heartbeatMs: 15_000,
      tickMs: 60_000,
      tickFractions: [1],
      beatFractions: [1],
      readMs: 0,
    };
    // Renewed last at 615 s, seen by the tick at 660 s: over for the look at 705 s, or for the tick at 720 s.
    expect(play(usual, 616_000)).toMatchObject({ foundAtMs: 705_000 });
    expect(play(usual, 616_000, false)).toMatchObject({ foundAtMs: 720_000 });
    // A lease a little above a tick: 616 + 61 + 60 = 737 s are allowed, and the ticks come at 720 and 780 s.
    const rounded = { ...usual, leaseMs: 61_000 };
    expect(play(rounded, 616_000)).toMatchObject({ foundAtMs: 721_000 });
    expect(play(rounded, 616_000, false)).toMatchObject({ foundAtMs: 780_000 });
  });

  it.each([
    [45_000, 15_000],
    [18_000, 6_000],
    [90_000, 30_000],
    [600_000, 200_000],
  ])('THEN a live node with a lease of %i ms is waited for at its first tick only', (leaseMs, heartbeatMs) => {
    const slow = { leaseMs, heartbeatMs, tickMs: 60_000, tickFractions: [1], beatFractions: [1.001], readMs: 100 };
    expect(play(slow, 60 * 60_000).looksAlive).toBeLessThanOrEqual(1);
  });
});

/** Plays a node until the controller finds it dead. */
function play(fleet: Fleet, diedAtMs: number, looksAgain = true) {
  const renewals = renewalsUntil(diedAtMs, fleet);
  const counterAt = (atMs: number) => renewals.filter((renewedAtMs) => renewedAtMs <= atMs).length;
  const controller = new Controller(fleet, counterAt);
  let looksAlive = 0;
  for (let tick = 0, tickAtMs = 0; ; tick += 1) {
    const nextTickMs = tickAtMs + fleet.tickMs * (fleet.tickFractions[tick % fleet.tickFractions.length] ?? 1);
    let dueMs: number | undefined = tickAtMs;
    while (dueMs !== undefined && dueMs < nextTickMs) {
      if (controller.finds(dueMs)) {
        return { foundAtMs: dueMs + fleet.readMs, looksAlive };
      }
      dueMs = looksAgain ? controller.nextLookMs() : undefined;
      looksAlive += dueMs !== undefined && dueMs < Math.min(nextTickMs, diedAtMs) ? 1 : 0;
    }
    tickAtMs = nextTickMs;
  }
}

function renewalsUntil(diedAtMs: number, { heartbeatMs, beatFractions }: Fleet): readonly number[] {
  const renewals: number[] = [];
  for (let atMs = 0, beat = 0; atMs <= diedAtMs; beat += 1) {
    renewals.push(atMs);
    atMs += heartbeatMs * (beatFractions[beat % beatFractions.length] ?? 1);
  }
  return renewals;
}

/** Reads and judges one lease; every read shows the table as it was when the read began. */
class Controller {
  private observation: LeaseObservation | undefined;
  private reading: LeaseReading | undefined;

  constructor(
    private readonly fleet: Fleet,
    private readonly counterAt: (atMs: number) => number,
  ) {}

  finds(startedMs: number): boolean {
    const { readMs, leaseMs, heartbeatMs } = this.fleet;
    const previousReadMs = this.reading?.readStartedMs;
    this.reading = {
      readStartedMs: startedMs,
      readEndedMs: startedMs + readMs,
      leaseMs,
      ...(previousReadMs === undefined ? {} : { renewals: { previousReadMs, heartbeatMs } }),
    };
    this.observation = observeLease(
      this.observation,
      { incarnation: 'i', counter: this.counterAt(startedMs) },
      this.reading,
    );
    return isLeaseOver(this.observation, this.reading);
  }

  nextLookMs(): number | undefined {
    return this.observation && this.reading && lookAgainAtMs(this.observation, this.reading);
  }
}
