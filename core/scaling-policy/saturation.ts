import type { WatchedMetric } from './scaling-policy';

const WHOLE_PERCENT = 100;

/** Returns the most that a metric can show; infinite when it has no end. */
export function saturationOf({ metric, per, saturatesAt }: WatchedMetric): number {
  const isShare = per === 'unit' && metric.endsWith('Percent');
  return saturatesAt ?? (isShare ? WHOLE_PERCENT : Number.POSITIVE_INFINITY);
}
