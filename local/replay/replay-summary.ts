import type { ScalingChange } from '../laws/scaling-changes';
import { nearestRank } from '../nearest-rank';
import type { CompletedMove } from '../player/shard-rows';
import { reportBalance } from '../report/balance-course';
import type { ReplayReport } from '../report/report';
import type { PastDecision } from './decision-history';
import type { MinuteSample } from './minute-sample';
import type { TrackingBeside } from './track-beside';

/** What a replay's numbers are made of. */
export interface ReplayFacts {
  readonly samples: readonly MinuteSample[];
  readonly decisions: readonly PastDecision[];
  readonly moves: readonly CompletedMove[];
  readonly scalingChanges: readonly ScalingChange[];
  /** Wall-clock milliseconds of each replayed minute. */
  readonly tickMilliseconds: readonly number[];
  readonly wallSeconds: number;
  readonly warmUpMinutes: number;
  readonly tracking: TrackingBeside;
}

/** Returns the numbers of a replay. */
export function summarizeReplay(facts: ReplayFacts): ReplayReport {
  const { samples, decisions, moves, scalingChanges } = facts;
  const demand = sum(samples.map((sample) => sample.demand));
  const unmet = sum(samples.map((sample) => sample.unmet));
  const { desired: _course, ...targetTracking } = facts.tracking;
  return {
    minutes: samples.length,
    decisions: decisions.length,
    decisionsByReason: countBy(decisions, (decision) => `${decision.kind}: ${decision.reason.code}`),
    scaleOuts: scalingChanges.filter((change) => change.direction === 'out').length,
    scaleIns: scalingChanges.filter((change) => change.direction === 'in').length,
    moves: moves.length,
    movesByReason: countBy(moves, (move) => move.reason),
    balance: reportBalance(samples, decisions),
    unmetFraction: demand > 0 ? unmet / demand : 0,
    nodeHours: sum(samples.map((sample) => sample.instances)) / 60,
    tickMilliseconds: {
      median: quantile(facts.tickMilliseconds, 0.5),
      p99: quantile(facts.tickMilliseconds, 0.99),
    },
    wallSeconds: facts.wallSeconds,
    warmUpMinutes: facts.warmUpMinutes,
    targetTracking,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function countBy<Item>(items: readonly Item[], nameOf: (item: Item) => string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const item of items) {
    const name = nameOf(item);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function quantile(values: readonly number[], fraction: number): number {
  return Math.round(nearestRank(values, fraction) * 10) / 10;
}
