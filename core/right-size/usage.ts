import type { Resource } from './size';

/** What was used in one step of time, in percent of what there is. May exceed 100, e.g. when a network bursts. */
export interface UsagePoint {
  readonly minute: number;
  /** Of the busiest task or node in that step; 0 or more. */
  readonly percent: number;
}

/** Use of one resource; minutes rise. */
export interface UsageSeries {
  readonly resource: Resource;
  /** Minutes between two values when none is missing. */
  readonly stepMinutes: number;
  readonly points: readonly UsagePoint[];
}

/** A series in short. */
export interface Usage {
  readonly resource: Resource;
  /** High quantile, in percent. */
  readonly highPercent: number;
  readonly peakPercent: number;
  /** Days that have values. */
  readonly days: number;
  /** Part of the time from its first value to the last of any resource that has values, at most 1. */
  readonly coverage: number;
  /** Mean of the second half of the values over that of the first; infinite when nothing was used at first, 1 when nothing ever was. */
  readonly growth: number;
}

const MINUTES_A_DAY = 1440;

/**
 * Returns a series of at least one point in short. Pure; O(n log n).
 * @param lastMinute - of the values of all resources: one whose values end before is missing since.
 */
export function summarizeUsage(series: UsageSeries, quantile: number, lastMinute: number): Usage {
  const { points, stepMinutes } = series;
  const sorted = points.map((point) => point.percent).sort((a, b) => a - b);
  const valueMinutes = points.length * stepMinutes;
  const spanMinutes = lastMinute - (points[0]?.minute ?? 0) + stepMinutes;
  return {
    resource: series.resource,
    highPercent: quantileOf(sorted, quantile),
    peakPercent: sorted.at(-1) ?? 0,
    days: valueMinutes / MINUTES_A_DAY,
    coverage: Math.min(1, valueMinutes / spanMinutes),
    growth: growthOf(points),
  };
}

/** The least value that is at least as high as that part of all of them. */
function quantileOf(sorted: readonly number[], quantile: number): number {
  const rank = Math.ceil(quantile * sorted.length);
  return sorted[Math.max(0, rank - 1)] ?? 0;
}

function growthOf(points: readonly UsagePoint[]): number {
  const middle = Math.floor(points.length / 2);
  const before = meanOf(points.slice(0, middle));
  const after = meanOf(points.slice(middle));
  return after === before ? 1 : after / before;
}

function meanOf(points: readonly UsagePoint[]): number {
  return points.reduce((sum, point) => sum + point.percent, 0) / Math.max(1, points.length);
}
