import type { PastDecision } from '../replay/decision-history';
import type { MinuteSample } from '../replay/minute-sample';
import type { BalanceReport } from './report';

/** A move towards balance, as its decision tells it. */
export interface BalanceOrder {
  readonly atMs: number;
  readonly bytes: number;
  /** Its part of what every plan has to move. */
  readonly lowerBoundBytes: number;
}

/** Returns the moves towards balance that the rebalancer ordered, in order of time. */
export function balanceOrders(decisions: readonly PastDecision[]): readonly BalanceOrder[] {
  return decisions.flatMap(({ kind, reason, details, atMs }) => {
    const { bytes, lowerBoundBytes } = details;
    const isForBalance = kind === 'move' && reason.code === 'rebalance';
    return isForBalance && typeof bytes === 'number' && typeof lowerBoundBytes === 'number'
      ? [{ atMs, bytes, lowerBoundBytes }]
      : [];
  });
}

/** Returns how even a replay's minutes were, and what that cost. */
export function reportBalance(
  samples: readonly Pick<MinuteSample, 'maxOverMean'>[],
  decisions: readonly PastDecision[],
): BalanceReport {
  const orders = balanceOrders(decisions);
  const sorted = samples.map((sample) => sample.maxOverMean).sort((first, second) => first - second);
  const atRank = (fraction: number) => sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)] ?? 1;
  return {
    maxOverMean: { median: round(atRank(0.5)), p99: round(atRank(0.99)) },
    moves: orders.length,
    bytes: orders.reduce((sum, { bytes }) => sum + bytes, 0),
    lowerBoundBytes: orders.reduce((sum, { lowerBoundBytes }) => sum + lowerBoundBytes, 0),
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
