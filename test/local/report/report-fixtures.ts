import type { MinuteSample } from '../../../local/replay/minute-sample';
import type { ReplayHistory } from '../../../local/replay/replay-input';
import type { LocalReport } from '../../../local/report/report';
import { generateTrace } from '../../../local/trace/generate-trace';

export const REPORT: LocalReport = {
  ok: true,
  blueprint: 'elastic-database',
  deploySeconds: 7.25,
  resources: { declared: 42, verified: 42, missing: [], unverifiable: [], leftAfterDestroy: [] },
  replay: {
    minutes: 1440,
    decisions: 3,
    decisionsByReason: { 'hold: steady': 2, 'scale-out: cpu-above-threshold': 1 },
    scaleOuts: 1,
    scaleIns: 0,
    moves: 64,
    movesByReason: { 'first-placement': 64 },
    balance: { maxOverMean: { median: 1.042, p99: 1.31 }, moves: 12, bytes: 48.25e9, lowerBoundBytes: 41e9 },
    unmetFraction: 0.0123,
    nodeHours: 170.5,
    tickMilliseconds: { median: 71.2, p99: 130 },
    wallSeconds: 104,
    warmUpMinutes: 4,
    targetTracking: { targetPercent: 70, unmetFraction: 0.0345, nodeHours: 188.2, scaleOuts: 12, scaleIns: 9 },
  },
  laws: {
    overlappingWriteIntervals: 0,
    ownerlessShardTicks: 0,
    foreignDesiredWrites: 0,
    terminatedWithShards: 0,
    flaps: 0,
    lostWrites: 0,
  },
  problems: [],
};

/** A made-up day: as many nodes as the demand needs, shards spread evenly over them. */
export function madeUpHistory(minutes: number): ReplayHistory {
  const trace = generateTrace(1, { minutes, meanUnits: 5 });
  const samples = trace.demand.map((demand, minute) => sampleOf(minute, demand));
  return {
    traceName: trace.name,
    fleetName: 'phantom',
    startMs: 0,
    samples,
    tracking: {
      targetPercent: 70,
      desired: samples.map(({ desired }) => desired + 1),
      unmetFraction: 0.0345,
      nodeHours: 188.2,
      scaleOuts: 12,
      scaleIns: 9,
    },
    events: trace.events.map(({ minute }) => ({ minute, text: 'node i-3 failed' })),
    decisions: samples
      .filter((sample) => sample.minute % 10 === 0)
      .map(({ minute, desired }) => ({
        controller: 'scaler' as const,
        atMs: minute * 60_000,
        kind: minute % 120 === 0 ? 'scale-out' : 'hold',
        acts: minute % 120 === 0,
        reason:
          minute % 120 === 0
            ? { code: 'cpu-above-threshold', text: `mean CPU 74 % is above 70 %: ${desired} nodes` }
            : { code: 'steady', text: 'no metric is above its threshold' },
        details: {},
      })),
  };
}

export function sampleOf(minute: number, demand: number): MinuteSample {
  const nodes = Math.ceil(demand / 0.65);
  const shardsByNode = Object.fromEntries(
    Array.from({ length: nodes }, (_, index) => [`i-0123456789abc${index}`, Math.round(64 / nodes)]),
  );
  return {
    minute,
    demand,
    unmet: minute % 97 === 0 ? 0.4 : 0,
    desired: nodes,
    instances: nodes + (minute % 50 < 3 ? 1 : 0),
    readyNodes: nodes,
    movesInFlight: minute % 60 < 4 ? 6 : 0,
    movesCommitted: minute % 60 < 4 ? 3 : 0,
    highestLoadPercent: (demand / nodes) * 112,
    maxOverMean: 1.12,
    shardsByNode,
  };
}
