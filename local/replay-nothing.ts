import type { ReplayOutcome } from './replay/replay-input';

/** A replay, or the reason why there is none. */
export type RunReplay = Pick<ReplayOutcome, 'replay' | 'laws' | 'problems'> &
  Partial<Pick<ReplayOutcome, 'history' | 'data'>>;

/** Returns the outcome of a replay that did not come to its end: zeros, and the reason as its problem. */
export function replayNothing(problem: string): RunReplay {
  return {
    replay: {
      minutes: 0,
      decisions: 0,
      decisionsByReason: {},
      scaleOuts: 0,
      scaleIns: 0,
      moves: 0,
      movesByReason: {},
      balance: { maxOverMean: { median: 1, p99: 1 }, moves: 0, bytes: 0, lowerBoundBytes: 0 },
      unmetFraction: 0,
      nodeHours: 0,
      tickMilliseconds: { median: 0, p99: 0 },
      wallSeconds: 0,
      warmUpMinutes: 0,
    },
    laws: {
      overlappingWriteIntervals: 0,
      ownerlessShardTicks: 0,
      foreignDesiredWrites: 0,
      terminatedWithShards: 0,
      flaps: 0,
      lostWrites: 0,
    },
    problems: [problem],
  };
}
