import { FaultList, isObject, type NumberRule, type Unchecked } from '../policy/fault-list';
import { readNumbers, withoutAbsent } from '../policy/read-numbers';
import { checkScalingRelations } from './check-scaling-relations';
import { checkScalingRules } from './check-scaling-rules';
import { checkScheduleWindows } from './check-schedule-windows';
import { type ChangeLimits, type CostCeiling, SCALING_POLICY_FORMAT, type ScalingPolicy } from './scaling-policy';

/** A policy, or every reason why the input is none. */
export type ScalingPolicyParse = { readonly policy: ScalingPolicy } | { readonly faults: readonly string[] };

const MODES = ['automatic', 'manual'] as const;
const KEYS = ['formatVersion', 'mode', 'leastUnits', 'mostUnits', 'rules', 'windows', 'limits', 'costCeiling'];

/** The most tasks of an ECS service. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html */
export const MOST_UNITS = 5000;
const LEAST: NumberRule = { min: 0, max: MOST_UNITS, whole: true, unit: 'units' };
const MOST: NumberRule = { min: 1, max: MOST_UNITS, whole: true, unit: 'units' };
const DOLLARS: NumberRule = { min: 0, max: Number.POSITIVE_INFINITY, above: true, unit: 'dollars' };

const LIMITS: Readonly<Record<keyof ChangeLimits, NumberRule>> = {
  growthFactor: { min: 1, max: 100, above: true },
  actionsPerHour: { min: 1, max: 60, whole: true, unit: 'actions' },
};
const COST: Readonly<Record<keyof CostCeiling, NumberRule>> = { dollarsPerHour: DOLLARS, unitDollarsPerHour: DOLLARS };

/** Returns the policy in a JSON text, defaults filled in, or all of its faults. Never throws. */
export function parseScalingPolicy(json: string): ScalingPolicyParse {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { faults: ['the policy is not JSON; accepted: a JSON object. Check it for a missing quote or comma.'] };
  }
  return checkScalingPolicy(value);
}

/**
 * Returns the policy in a plain object, defaults filled in (`mode` automatic, no windows, no limits), or all of its faults: each says what
 * was given, what is accepted, and the fix. Members that do not fit each other are told once each is right by itself. Never throws.
 */
export function checkScalingPolicy(value: unknown): ScalingPolicyParse {
  if (!isObject(value)) {
    return { faults: ['the policy is not an object; accepted: a JSON object with leastUnits, mostUnits and rules.'] };
  }
  const faults = new FaultList();
  const given: Unchecked = { mode: MODES[0], windows: [], limits: {}, ...withoutAbsent(value) };
  faults.unknownKeys(value, KEYS);
  checkFormat(given, faults);
  const mode = faults.choice(given, 'mode', MODES);
  const leastUnits = faults.number(given, 'leastUnits', LEAST);
  const mostUnits = faults.number(given, 'mostUnits', MOST);
  const rules = checkScalingRules(given.rules, faults);
  const windows = checkScheduleWindows(given.windows, faults);
  const limits = checkNumbers(given.limits, 'limits', LIMITS, [], faults);
  const costCeiling =
    given.costCeiling === undefined
      ? {}
      : { costCeiling: checkNumbers(given.costCeiling, 'costCeiling', COST, Object.keys(COST), faults) };
  const members = { formatVersion: SCALING_POLICY_FORMAT, mode, leastUnits, mostUnits, rules, windows, limits };
  const policy = { ...members, ...costCeiling } as ScalingPolicy;
  if (faults.faults.length === 0) {
    checkScalingRelations(policy, faults);
  }
  return faults.faults.length > 0 ? { faults: faults.faults } : { policy };
}

function checkFormat({ formatVersion }: Unchecked, faults: FaultList): void {
  if (formatVersion !== SCALING_POLICY_FORMAT) {
    const fix = `Write "formatVersion": ${SCALING_POLICY_FORMAT}, and the policy as this version has it.`;
    faults.add('formatVersion', formatVersion, String(SCALING_POLICY_FORMAT), fix);
  }
}

/** Returns the numbers of an object; those that are not required may be absent. */
function checkNumbers(
  given: unknown,
  name: string,
  rules: Readonly<Record<string, NumberRule>>,
  required: readonly string[],
  faults: FaultList,
): Readonly<Record<string, number | undefined>> {
  if (!isObject(given)) {
    faults.add(name, given, `an object of ${Object.keys(rules).join(', ')}`, `Write ${name} as an object.`);
    return {};
  }
  faults.unknownKeys(given, Object.keys(rules), `${name}.`);
  const wanted = Object.entries(rules).filter(([key]) => required.includes(key) || given[key] !== undefined);
  return readNumbers(given, Object.fromEntries(wanted), faults, `${name}.`);
}
