import { checkPolicyRelations } from './check-policy-relations';
import { FaultList, isObject, type NumberRule, type Unchecked } from './fault-list';
import {
  type FleetPolicy,
  type FlushPolicy,
  METRIC_KEYS,
  type MoveBudgets,
  PLACEMENT_STRATEGIES,
  POLICY_DEFAULTS,
  SCALING_MODES,
  type Thresholds,
} from './fleet-policy';
import { readSizing, SIZING_MEMBERS } from './parse-sizing';
import { readNumbers, withoutAbsent } from './read-numbers';

/** A policy, or every reason why the input is none. */
export type PolicyParse = { readonly policy: FleetPolicy } | { readonly faults: readonly string[] };

type NumberKey = {
  [Key in keyof FleetPolicy]-?: FleetPolicy[Key] extends number ? Key : never;
}[keyof FleetPolicy];

/** Limits of the design: see "Size and cost it is made for" in the architecture. */
const NUMBERS: Readonly<Record<NumberKey, NumberRule>> = {
  minNodes: { min: 1, max: 1000, whole: true, unit: 'nodes' },
  maxNodes: { min: 1, max: 1000, whole: true, unit: 'nodes' },
  shardCount: { min: 1, max: 50_000, whole: true, unit: 'shards' },
  scaleInAfterSeconds: { min: 60, max: 86_400, whole: true, unit: 'seconds' },
  rebalanceAboveMaxOverMean: { min: 1, max: 10, above: true },
  rebalanceToMaxOverMean: { min: 1, max: 10, above: true },
  moveTimeoutSeconds: { min: 60, max: 86_400, whole: true, unit: 'seconds' },
  replicas: { min: 1, max: 5, whole: true, unit: 'copies' },
  leaseSeconds: { min: 3, max: 600, whole: true, unit: 'seconds' },
  heartbeatSeconds: { min: 1, max: 200, whole: true, unit: 'seconds' },
  tickSeconds: { min: 60, max: 600, whole: true, unit: 'seconds' },
};

const PERCENT: NumberRule = { min: 1, max: 100, unit: 'percent' };
const RATE: NumberRule = { min: 0, max: Number.POSITIVE_INFINITY, above: true };
const THRESHOLDS: Readonly<Record<keyof Thresholds, NumberRule>> = {
  cpuPercent: PERCENT,
  memoryPercent: PERCENT,
  diskPercent: PERCENT,
  networkPercent: PERCENT,
  gpuPercent: PERCENT,
  gpuMemoryPercent: PERCENT,
  queriesPerSecond: RATE,
  transactionsPerSecond: RATE,
};

const BUDGET: NumberRule = { min: 1, max: 10_000, whole: true, unit: 'moves' };
const BUDGETS: Readonly<Record<keyof MoveBudgets, NumberRule>> = { perNode: BUDGET, perZone: BUDGET, perFleet: BUDGET };

/** Smaller flushes would cost more in requests than the data is worth. */
const SMALLEST_FLUSH_BYTES = 64 * 1024;
const FLUSH: Readonly<Record<keyof FlushPolicy, NumberRule>> = {
  bytes: { min: SMALLEST_FLUSH_BYTES, max: 2 ** 40, whole: true, unit: 'bytes' },
  seconds: { min: 1, max: 3600, whole: true, unit: 'seconds' },
};

const OBJECTS = ['strategy', 'scaling', 'thresholds', 'moveBudgets', 'flush'];

/** Returns the policy in a JSON text, defaults filled in, or all of its faults. Never throws. */
export function parseFleetPolicy(json: string): PolicyParse {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { faults: ['the policy is not JSON; accepted: a JSON object. Check it for a missing quote or comma.'] };
  }
  return checkFleetPolicy(value);
}

/**
 * Returns the policy in a plain object, defaults filled in, or all of its faults: each says what was given, what is
 * accepted, and the fix. Thresholds that are given replace the default ones as a whole; budgets one by one.
 * Never throws. Deterministic, O(1).
 */
export function checkFleetPolicy(value: unknown): PolicyParse {
  if (!isObject(value)) {
    return { faults: ['the policy is not an object; accepted: a JSON object with minNodes, maxNodes and shardCount.'] };
  }
  const faults = new FaultList();
  const given: Unchecked = { ...POLICY_DEFAULTS, ...withoutAbsent(value) };
  faults.unknownKeys(value, [...Object.keys(NUMBERS), ...OBJECTS, ...SIZING_MEMBERS]);
  const numbers = readNumbers(given, NUMBERS, faults);
  const strategy = faults.choice(given, 'strategy', PLACEMENT_STRATEGIES);
  const scaling = faults.choice(given, 'scaling', SCALING_MODES);
  const thresholds = readThresholds(given.thresholds, faults);
  const moveBudgets = readBudgets(given.moveBudgets, faults);
  const flush = readFlush(given.flush, faults);
  const sizing = readSizing(given, faults);
  checkPolicyRelations({ ...numbers, ...sizing }, faults);
  if (faults.faults.length > 0) {
    return { faults: faults.faults };
  }
  return { policy: { ...numbers, strategy, scaling, thresholds, moveBudgets, flush, ...sizing } as FleetPolicy };
}

function readThresholds(given: unknown, faults: FaultList): Thresholds {
  if (!isObject(given)) {
    faults.add('thresholds', given, `an object of ${METRIC_KEYS.join(', ')}`, 'Write thresholds as an object.');
    return {};
  }
  faults.unknownKeys(given, METRIC_KEYS, 'thresholds.');
  const watched = METRIC_KEYS.filter((key) => given[key] !== undefined);
  if (watched.length === 0) {
    const fix = 'Name at least one metric: without any, nothing would ever ask for a node.';
    faults.add('thresholds', given, METRIC_KEYS.join(', '), fix);
  }
  const rules = Object.fromEntries(watched.map((key) => [key, THRESHOLDS[key]]));
  return readNumbers(given, rules, faults, 'thresholds.');
}

function readBudgets(given: unknown, faults: FaultList): Partial<MoveBudgets> {
  if (!isObject(given)) {
    faults.add('moveBudgets', given, 'an object of perNode, perZone, perFleet', 'Write moveBudgets as an object.');
    return {};
  }
  faults.unknownKeys(given, Object.keys(BUDGETS), 'moveBudgets.');
  return readNumbers({ ...POLICY_DEFAULTS.moveBudgets, ...withoutAbsent(given) }, BUDGETS, faults, 'moveBudgets.');
}

function readFlush(given: unknown, faults: FaultList): Partial<FlushPolicy> {
  if (!isObject(given)) {
    faults.add('flush', given, 'an object of bytes and seconds', 'Write flush as an object.');
    return {};
  }
  faults.unknownKeys(given, Object.keys(FLUSH), 'flush.');
  return readNumbers({ ...POLICY_DEFAULTS.flush, ...withoutAbsent(given) }, FLUSH, faults, 'flush.');
}
