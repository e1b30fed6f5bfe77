import { type FaultList, isObject, type NumberRule, type Unchecked } from '../policy/fault-list';
import { checkRuleRelations, checkRulesTogether } from './check-rule-relations';
import { METRIC_SCOPES, type ScalingRule } from './scaling-policy';

const MOST_RULES = 20;
const METRIC_NAME = /^[A-Za-z][\w.:/-]{0,99}$/;

const AMOUNT: NumberRule = { min: 0, max: Number.POSITIVE_INFINITY, above: true };
const SHARE: NumberRule = { min: 0, max: 1, above: true };
/** Of a start-up or a metric's delay: nothing that starts later can be forecast by the minute. */
export const LONGEST_SECONDS = 7200;
const SECONDS: NumberRule = { min: 0, max: LONGEST_SECONDS, unit: 'seconds' };
const FACTOR: NumberRule = { min: 1, max: 10, above: true };

type Numbers = Readonly<Record<string, NumberRule>>;

const REQUIRED: Readonly<Record<ScalingRule['kind'], Numbers>> = {
  target: { target: AMOUNT },
  threshold: { outAbove: AMOUNT, inBelow: AMOUNT },
  steps: { outAbove: AMOUNT, inBelow: AMOUNT, factor: FACTOR },
  predictive: { unitCapacity: AMOUNT, maxUnmet: SHARE, startUpSeconds: SECONDS },
};
const REACTIVE_OPTIONS: Numbers = { saturatesAt: AMOUNT, metricDelaySeconds: SECONDS };
const PREDICTIVE_OPTIONS: Numbers = { metricDelaySeconds: SECONDS };
const KINDS = Object.keys(REQUIRED) as ScalingRule['kind'][];

/** Returns the rules that are right; notes every fault of the others. */
export function checkScalingRules(given: unknown, faults: FaultList): readonly ScalingRule[] {
  if (!Array.isArray(given) || given.length === 0 || given.length > MOST_RULES) {
    const isLong = Array.isArray(given) && given.length > 0;
    const shown = Array.isArray(given) ? `a list of ${given.length}` : given;
    const fix = isLong
      ? 'Keep the rules that ask for most: the others change nothing.'
      : 'Give at least one rule: without any, nothing would ever ask for a unit.';
    faults.add('rules', shown, `a list of 1 to ${MOST_RULES} rules`, fix);
    return [];
  }
  const rules = given.flatMap((value, index) => checkRule(value, `rules[${index}].`, faults) ?? []);
  checkRulesTogether(rules, faults);
  return rules;
}

function checkRule(value: unknown, prefix: string, faults: FaultList): ScalingRule | undefined {
  const kind = isObject(value) ? KINDS.find((known) => known === value.kind) : undefined;
  if (!isObject(value) || kind === undefined) {
    const label = isObject(value) ? `${prefix}kind` : prefix.slice(0, -1);
    const fix = 'Write the rule as an object with one of these as kind.';
    faults.add(label, isObject(value) ? value.kind : value, KINDS.join(', '), fix);
    return undefined;
  }
  const before = faults.faults.length;
  const options = kind === 'predictive' ? PREDICTIVE_OPTIONS : REACTIVE_OPTIONS;
  const names = kind === 'predictive' ? ['metric'] : ['metric', 'per'];
  faults.unknownKeys(value, ['kind', ...names, ...Object.keys(REQUIRED[kind]), ...Object.keys(options)], prefix);
  checkMetric(value, prefix, faults);
  const given = Object.fromEntries(Object.entries(options).filter(([name]) => value[name] !== undefined));
  const rule: Record<string, unknown> = { kind, ...pick(value, names) };
  for (const [name, accepted] of Object.entries({ ...REQUIRED[kind], ...given })) {
    rule[name] = faults.number(value, name, accepted, prefix + name);
  }
  if (kind !== 'predictive') {
    checkScope(value, prefix, faults);
  }
  if (faults.faults.length > before) {
    return undefined;
  }
  checkRuleRelations(rule as unknown as ScalingRule, prefix, faults);
  return rule as unknown as ScalingRule;
}

function pick(source: Unchecked, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, source[name]]));
}

function checkMetric({ metric }: Unchecked, prefix: string, faults: FaultList): void {
  if (typeof metric !== 'string' || !METRIC_NAME.test(metric)) {
    const accepted = 'a name of 1 to 100 letters, digits and . : / _ -, a letter first';
    faults.add(`${prefix}metric`, metric, accepted, 'Give the name under which the values of the metric come.');
  }
}

function checkScope({ per }: Unchecked, prefix: string, faults: FaultList): void {
  if (!METRIC_SCOPES.some((scope) => scope === per)) {
    const fix = "Say 'unit' for a mean over the units, 'fleet' for what they share.";
    faults.add(`${prefix}per`, per, METRIC_SCOPES.join(', '), fix);
  }
}
