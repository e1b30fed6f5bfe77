import type { FleetNode } from '../fleet/node';
import { METRIC_KEYS, type MetricKey, type Thresholds } from '../policy/fleet-policy';

/** What one watched metric says about the number of nodes. */
export interface MetricPressure {
  readonly metric: MetricKey;
  readonly threshold: number;
  /** Over the active nodes that report it. */
  readonly mean: number;
  /** Active nodes that report it. */
  readonly reporting: number;
  /** The load in units of a node at its threshold; the next whole number is how many nodes it needs. */
  readonly demandNodes: number;
  /** Whether it shows the most that it can, so that the load may be any amount above. */
  readonly saturated: boolean;
}

/** What all watched metrics say. */
export interface FleetPressure {
  /** In the order of `METRIC_KEYS`. */
  readonly metrics: readonly MetricPressure[];
  /** Watched metrics that fewer than half of the active nodes report: they ask for nothing and forbid scale-in. */
  readonly missing: readonly MetricKey[];
  /** The one that needs most nodes; absent when none is reported. */
  readonly highest: MetricPressure | undefined;
}

/** Share of the active nodes that must report a metric before it counts. */
const REPORTING_FRACTION = 0.5;

/** The most that a percentage can show. */
const SATURATED_PERCENT = 100;

/** What is asked for, at least, of a load that a metric cannot show: as many nodes again. */
const SATURATED_FACTOR = 2;

/** A node's load of so many thresholds is a fault of its metric, and as good as no report: one of 1e300 would be the mean's whole. */
const MOST_THRESHOLDS = 10_000;

/** Sums of fractions may end a hair above a whole number; that hair is no reason for a node. */
const ROUNDING = 1e-9;

/** Returns the load in units of a node at its threshold, by the metric that needs most nodes; 0 when none is reported. */
export function demandOf({ highest }: FleetPressure): number {
  return highest?.demandNodes ?? 0;
}

/** Whole nodes that a demand needs. */
export function wholeNodes(demandNodes: number): number {
  return Math.max(0, Math.ceil(demandNodes - ROUNDING));
}

/** What remains after a scale-in must stay below this share of every scale-out threshold (Law 7). */
export const SCALE_IN_FRACTION = 0.9;

/** Returns how many nodes keep a demand below its threshold with a margin. */
export function nodesWithMargin(demandNodes: number): number {
  return wholeNodes(demandNodes / SCALE_IN_FRACTION);
}

/**
 * Returns what the nodes' metrics ask for. Active nodes that do not report a metric are taken to be like those that
 * do; draining nodes add what they report, since that load stays when they go; others have no say.
 * Deterministic, O(nodes × metrics).
 *
 * @param doublesSaturated - whether a saturated metric asks for twice the active nodes at least, or for what it shows.
 */
export function measurePressure(
  nodes: readonly FleetNode[],
  thresholds: Thresholds,
  doublesSaturated = false,
): FleetPressure {
  const active = nodes.filter((node) => node.state === 'active');
  const draining = nodes.filter((node) => node.state === 'draining');
  const metrics: MetricPressure[] = [];
  const missing: MetricKey[] = [];
  for (const metric of METRIC_KEYS) {
    const threshold = thresholds[metric];
    if (threshold === undefined) {
      continue;
    }
    const values = reported(active, metric, threshold);
    if (values.length === 0 || values.length < active.length * REPORTING_FRACTION) {
      missing.push(metric);
      continue;
    }
    const mean = sum(values) / values.length;
    const shown = (mean * active.length + sum(reported(draining, metric, threshold))) / threshold;
    const saturated = isSaturated(metric, mean, threshold);
    const demandNodes = saturated && doublesSaturated ? Math.max(shown, SATURATED_FACTOR * active.length) : shown;
    metrics.push({ metric, threshold, mean, reporting: values.length, demandNodes, saturated });
  }
  return { metrics, missing, highest: highestOf(metrics) };
}

/** Who sets a threshold to 100 says that a full metric is no reason for more nodes. */
function isSaturated(metric: MetricKey, mean: number, threshold: number): boolean {
  return metric.endsWith('Percent') && threshold < SATURATED_PERCENT && mean >= SATURATED_PERCENT - ROUNDING;
}

function reported(nodes: readonly FleetNode[], metric: MetricKey, threshold: number): readonly number[] {
  const values = nodes.flatMap((node) => node.heartbeat?.metrics[metric] ?? []);
  return values.filter((value) => value >= 0 && value <= MOST_THRESHOLDS * threshold);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Of equals the first wins, in the order of `METRIC_KEYS`. */
function highestOf(metrics: readonly MetricPressure[]): MetricPressure | undefined {
  return metrics.reduce<MetricPressure | undefined>(
    (best, next) => (best === undefined || next.demandNodes > best.demandNodes ? next : best),
    undefined,
  );
}
