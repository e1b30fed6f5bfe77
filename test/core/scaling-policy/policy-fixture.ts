import { ScalingEngine } from '../../../core/scaling-policy/scaling-engine';
import type { ScalingPolicyDecision } from '../../../core/scaling-policy/scaling-input';
import type {
  PredictiveRule,
  ScalingPolicy,
  ScalingRule,
  StepRule,
  TargetRule,
  ThresholdRule,
} from '../../../core/scaling-policy/scaling-policy';

/** A minute in November 2026: real ones do not fit into 24 bits. */
export const NOON = 29_920_000;
export const NO_WINDOWS = { names: [] };

export function policyOf(rules: readonly ScalingRule[], more: Partial<ScalingPolicy> = {}): ScalingPolicy {
  const defaults = {
    formatVersion: 1,
    mode: 'automatic',
    leastUnits: 1,
    mostUnits: 1000,
    windows: [],
    limits: {},
  } as const;
  return { ...defaults, rules, ...more };
}

export const cpuTarget = (target: number): TargetRule => ({
  kind: 'target',
  metric: 'cpuPercent',
  per: 'unit',
  target,
});

export const queueTarget = (target: number): TargetRule => ({ kind: 'target', metric: 'queue', per: 'fleet', target });

/** The case of a database that takes 8000 connections an instance and gives one up below 7000. */
export const CONNECTIONS: ThresholdRule = {
  kind: 'threshold',
  metric: 'connections',
  per: 'unit',
  outAbove: 8000,
  inBelow: 7000,
};

export const QUEUE_STEPS: StepRule = {
  kind: 'steps',
  metric: 'queue',
  per: 'fleet',
  outAbove: 100,
  inBelow: 60,
  factor: 1.5,
};

export const PREDICTIVE: PredictiveRule = {
  kind: 'predictive',
  metric: 'demand',
  unitCapacity: 10,
  maxUnmet: 0.01,
  startUpSeconds: 120,
};

/** One minute of an engine that is told what the fleet shows and decides at once. */
export function tell(
  engine: ScalingEngine,
  minute: number,
  values: Readonly<Record<string, number | undefined>>,
  { desired, ready = desired }: { readonly desired: number; readonly ready?: number },
): ScalingPolicyDecision {
  engine.observe({ minute, values, ready });
  return engine.decide({ minute, desired, windows: NO_WINDOWS });
}

/** What a simulated fleet is asked in a minute, in units of work; a unit does 100. */
export type Demand = (minute: number) => number;

export interface LoopMinute {
  readonly desired: number;
  readonly ready: number;
  readonly decision: ScalingPolicyDecision;
}

export interface Loop {
  readonly demand: Demand;
  readonly minutes: number;
  readonly firstUnits: number;
  readonly startMinutes?: number;
  /** Readings of these minutes are lost. */
  readonly isLost?: (minute: number) => boolean;
  /** Whether readings tell how many units served. @default true */
  readonly tellsReady?: boolean;
}

/**
 * A fleet that does what the engine decides: units that were ordered serve some minutes later. It shows `cpuPercent`, which ends at 100,
 * `connections` of a unit and `queue`, `demand` of the fleet.
 */
export function runLoop(policy: ScalingPolicy, loop: Loop, engine = new ScalingEngine(policy)): readonly LoopMinute[] {
  const { demand, minutes, firstUnits, startMinutes = 2, isLost = () => false, tellsReady = true } = loop;
  const run: LoopMinute[] = [];
  // What was ordered in the last minutes does not serve yet.
  const ordered = new Array<number>(startMinutes).fill(firstUnits);
  let desired = firstUnits;
  for (let index = 0; index < minutes; index += 1) {
    const ready = Math.min(desired, ...ordered.slice(index));
    const asked = demand(index);
    const each = ready > 0 ? asked / ready : undefined;
    const cpuPercent = each === undefined ? undefined : Math.min(100, each);
    const values = isLost(index) ? {} : { cpuPercent, connections: each, queue: asked, demand: asked };
    const minute = NOON + index;
    engine.observe({ minute, values, ready: tellsReady ? ready : undefined });
    const decision = engine.decide({ minute: minute + 1, desired, windows: NO_WINDOWS });
    run.push({ desired: decision.desired, ready, decision });
    desired = decision.desired;
    ordered.push(desired);
  }
  return run;
}

/** Minutes in which the number of units changed. */
export function changesOf(run: readonly LoopMinute[], from = 0): number {
  return run.filter((minute, index) => index > from && minute.desired !== run[index - 1]?.desired).length;
}
