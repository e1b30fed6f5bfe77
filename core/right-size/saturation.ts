import type { Resource } from './size';
import type { SizingRule } from './sizing-rule';
import type { Usage } from './usage';

/** How near a resource is to its limit. */
export interface Saturation {
  readonly resource: Resource;
  readonly highPercent: number;
  readonly peakPercent: number;
  /** What the high quantile may be at most. */
  readonly limitPercent: number;
  /** What the peak may be at most; absent where going beyond does no harm. */
  readonly peakLimitPercent?: number;
  /** High quantile over its limit, or peak over its own, whichever is more. */
  readonly pressure: number;
  /**
   * At how many times today's load the first of the two reaches its limit, if use grows as load does; below 1 it is over it.
   * Infinite when nothing is used.
   */
  readonly reachedAt: number;
  /** Whether quantile or peak is over its limit. */
  readonly isOver: boolean;
  /** Whether it was all used at some time: then more may have been wanted, and nobody knows how much. */
  readonly wasFull: boolean;
}

/** A value this high is full but for rounding. */
const FULL_PERCENT = 99.5;

/** Returns the resources, the one that saturates first first: the bottleneck. Pure; O(resources). */
export function saturationsOf(usages: readonly Usage[], rule: SizingRule): readonly Saturation[] {
  return usages.map((usage) => saturationOf(usage, rule)).sort((a, b) => b.pressure - a.pressure);
}

/** Returns how much of its limits a use takes: above 1 it is over one of them. Pure. */
export function pressureOf({ resource, highPercent, peakPercent }: Usage, rule: SizingRule): number {
  const { quantile, peak = Number.POSITIVE_INFINITY } = rule.limits[resource];
  return Math.max(highPercent / quantile, peakPercent / peak) / 100;
}

function saturationOf(usage: Usage, rule: SizingRule): Saturation {
  const { resource, highPercent, peakPercent } = usage;
  const { quantile, peak } = rule.limits[resource];
  const pressure = pressureOf(usage, rule);
  return {
    resource,
    highPercent,
    peakPercent,
    limitPercent: quantile * 100,
    ...(peak === undefined ? {} : { peakLimitPercent: peak * 100 }),
    pressure,
    reachedAt: 1 / pressure,
    isOver: pressure > 1,
    wasFull: peak !== undefined && peakPercent >= FULL_PERCENT,
  };
}
