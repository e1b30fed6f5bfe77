import { describe, expect, it } from 'vitest';
import {
  type LeaseObservation,
  type LeaseReading,
  lookAgainAtMs,
  observeLease,
} from '../../../core/lease/controller-lease';

/** Lease 45 s, heartbeat 15 s; the previous read began at 0, this one takes 100 ms. */
function readingAt(readStartedMs: number, previousReadMs = 0): LeaseReading {
  const renewals = { previousReadMs, heartbeatMs: 15_000 };
  return { readStartedMs, readEndedMs: readStartedMs + 100, leaseMs: 45_000, renewals };
}

function seen(counter: number, incarnation = 'i'): LeaseObservation {
  return { incarnation, counter, unchangedSinceMs: 0 };
}

describe('since when a node has surely renewed its lease', () => {
  it.each([
    // One renewal is new: it came after the previous read.
    [8, 0],
    // Four are new: three heartbeats of 15 s, each at most a tenth early, lie between the first and the last.
    [11, 40_500],
    [10, 27_000],
  ])('is counted by renewals: counter 7 and then %i', (counter, expectedMs) => {
    expect(observeLease(seen(7), { incarnation: 'i', counter }, readingAt(60_000)).renewedAfterMs).toBe(expectedMs);
  });

  it('begins anew with another incarnation, whose first counter is 1', () => {
    expect(observeLease(seen(7), { incarnation: 'j', counter: 3 }, readingAt(60_000)).renewedAfterMs).toBe(27_000);
  });

  it('stays while the counter stands still', () => {
    const known = { ...seen(7), renewedAfterMs: -5000 };
    expect(observeLease(known, seen(7), readingAt(60_000))).toBe(known);
  });

  it.each([
    ['a node is seen for the first time', undefined, readingAt(60_000)],
    ['the previous read is unknown', seen(7), { readStartedMs: 60_000, readEndedMs: 60_100, leaseMs: 45_000 }],
    ['the previous read was made by a clock that has gone back', seen(7), readingAt(60_000, 70_000)],
    ['a late write brought a lower counter', seen(20), readingAt(60_000)],
  ])('is unknown when %s', (_, previous, reading) => {
    expect(observeLease(previous, { incarnation: 'i', counter: 8 }, reading)).toEqual({
      incarnation: 'i',
      counter: 8,
      unchangedSinceMs: 60_100,
    });
  });
});

describe('whether a lease is worth looking at again', () => {
  it.each([
    ['not for a node that renewed four times in a minute', 40_500, undefined],
    ['not for one that renewed three times', 27_000, undefined],
    ['not for one that may have been silent for a lease and no longer', 15_100, undefined],
    ['for one that may have been silent for longer', 15_099, 105_100],
    ['for one of which nothing is known', undefined, 105_100],
  ])('%s', (_, renewedAfterMs, expectedMs) => {
    const observation = { incarnation: 'i', counter: 8, unchangedSinceMs: 60_100, renewedAfterMs };
    expect(lookAgainAtMs(observation, readingAt(60_000))).toBe(expectedMs);
  });
});
