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
  /** High quantile over its limit. */
  readonly pressure: number;
  /**
   * At how many times today's load the high quantile reaches its limit, if use grows as load does; below 1 it is over it.
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

function saturationOf({ resource, highPercent, peakPercent }: Usage, rule: SizingRule): Saturation {
  const { quantile, peak = Number.POSITIVE_INFINITY } = rule.limits[resource];
  const limitPercent = quantile * 100;
  const pressure = highPercent / limitPercent;
  return {
    resource,
    highPercent,
    peakPercent,
    limitPercent,
    pressure,
    reachedAt: 1 / pressure,
    isOver: pressure > 1 || peakPercent > peak * 100,
    wasFull: Number.isFinite(peak) && peakPercent >= FULL_PERCENT,
  };
}
