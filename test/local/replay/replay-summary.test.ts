import { describe, expect, it } from 'vitest';
import type { PastDecision } from '../../../local/replay/decision-history';
import { summarizeReplay } from '../../../local/replay/replay-summary';
import { sampleOf } from '../report/report-fixtures';

const NOTHING = {
  samples: [],
  decisions: [],
  moves: [],
  scalingChanges: [],
  tickMilliseconds: [],
  wallSeconds: 1,
  warmUpMinutes: 3,
  tracking: { targetPercent: 70, desired: [2], unmetFraction: 0.5, nodeHours: 2, scaleOuts: 1, scaleIns: 0 },
};

describe('summarizeReplay', () => {
  it('sums what was asked for, not met and paid for', () => {
    const samples = [
      { ...sampleOf(0, 4), unmet: 1, instances: 6 },
      { ...sampleOf(1, 6), unmet: 0, instances: 9 },
    ];

    expect(summarizeReplay({ ...NOTHING, samples })).toMatchObject({ minutes: 2, unmetFraction: 0.1, nodeHours: 0.25 });
  });

  it('counts decisions by kind and reason, moves by reason, changes by direction', () => {
    const reason = { code: 'steady', text: '' };
    const hold = { controller: 'scaler' as const, atMs: 0, kind: 'hold', acts: false, details: {}, reason };
    const move = { atMs: 0, shardId: 's', from: null, to: 'a', reason: 'take-over' };

    const replay = summarizeReplay({
      ...NOTHING,
      decisions: [hold, hold],
      moves: [move],
      scalingChanges: [
        { atMs: 0, direction: 'out' },
        { atMs: 1, direction: 'in' },
        { atMs: 2, direction: 'out' },
      ],
    });

    expect(replay).toMatchObject({
      decisions: 2,
      decisionsByReason: { 'hold: steady': 2 },
      moves: 1,
      movesByReason: { 'take-over': 1 },
      scaleOuts: 2,
      scaleIns: 1,
    });
  });

  it('tells how even the minutes were, and what was moved for balance beside what every plan moves', () => {
    const samples = [1.3, 1, 1.04, 1.02, 1.1].map((maxOverMean, minute) => ({ ...sampleOf(minute, 4), maxOverMean }));
    const reason = { code: 'rebalance', text: '' };
    const order = { controller: 'rebalancer' as const, atMs: 0, kind: 'move', acts: true, reason };
    const decisions: readonly PastDecision[] = [
      { ...order, details: { bytes: 300, lowerBoundBytes: 200 } },
      { ...order, details: { bytes: 50, lowerBoundBytes: 50 } },
      { ...order, reason: { code: 'evacuation', text: '' }, details: { shard: 's' } },
    ];

    expect(summarizeReplay({ ...NOTHING, samples, decisions }).balance).toEqual({
      maxOverMean: { median: 1.04, p99: 1.3 },
      moves: 2,
      bytes: 350,
      lowerBoundBytes: 250,
    });
  });

  it('takes median and 99th percentile by nearest rank', () => {
    const tickMilliseconds = Array.from({ length: 200 }, (_, index) => 200 - index);

    expect(summarizeReplay({ ...NOTHING, tickMilliseconds }).tickMilliseconds).toEqual({ median: 100, p99: 198 });
  });

  it('tells what target tracking would have come to, without its course', () => {
    const { targetTracking } = summarizeReplay(NOTHING);

    expect(targetTracking).toEqual({ targetPercent: 70, unmetFraction: 0.5, nodeHours: 2, scaleOuts: 1, scaleIns: 0 });
  });

  it('is 0 throughout for no minutes', () => {
    expect(summarizeReplay(NOTHING)).toMatchObject({ unmetFraction: 0, nodeHours: 0, tickMilliseconds: { median: 0 } });
  });
});
