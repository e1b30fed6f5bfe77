import { type FaultList, isObject, type NumberRule, type Unchecked } from '../policy/fault-list';
import { saturationOf } from './saturation';
import { METRIC_SCOPES, type PredictiveRule, type ScalingRule, type WatchedMetric } from './scaling-policy';

const MOST_RULES = 20;
const METRIC_NAME = /^[A-Za-z][\w.:/-]{0,99}$/;

const AMOUNT: NumberRule = { min: 0, max: Number.POSITIVE_INFINITY, above: true };
const SHARE: NumberRule = { min: 0, max: 1, above: true };
/** Two hours: nothing that starts later can be forecast by the minute. */
const SECONDS: NumberRule = { min: 0, max: 7200, unit: 'seconds' };
const FACTOR: NumberRule = { min: 1, max: 10, above: true };

type Numbers = Readonly<Record<string, NumberRule>>;

const REQUIRED: Readonly<Record<ScalingRule['kind'], Numbers>> = {
  target: { target: AMOUNT },
  threshold: { outAbove: AMOUNT, inBelow: AMOUNT },
  steps: { outAbove: AMOUNT, inBelow: AMOUNT, factor: FACTOR },
  predictive: { unitCapacity: AMOUNT, maxUnmet: SHARE, startUpSeconds: SECONDS },
};
const REACTIVE_OPTIONS: Numbers = { saturatesAt: AMOUNT };
const PREDICTIVE_OPTIONS: Numbers = { metricDelaySeconds: SECONDS };
const KINDS = Object.keys(REQUIRED) as ScalingRule['kind'][];

/** Returns the rules that are right; notes every fault of the others. */
export function checkScalingRules(given: unknown, faults: FaultList): readonly ScalingRule[] {
  if (!Array.isArray(given) || given.length === 0 || given.length > MOST_RULES) {
    const shown = Array.isArray(given) ? `a list of ${given.length}` : given;
    const fix = 'Give at least one rule: without any, nothing would ever ask for a unit.';
    faults.add('rules', shown, `a list of 1 to ${MOST_RULES} rules`, fix);
    return [];
  }
  const rules = given.flatMap((value, index) => checkRule(value, `rules[${index}].`, faults) ?? []);
  checkTogether(rules, faults);
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
  checkRelations(rule as unknown as ScalingRule, prefix, faults);
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

function checkRelations(rule: ScalingRule, prefix: string, faults: FaultList): void {
  if (rule.kind === 'predictive') {
    checkRisk(rule, prefix, faults);
    return;
  }
  if (rule.kind === 'target') {
    checkBelowSaturation(rule, 'target', rule.target, prefix, faults);
    return;
  }
  checkBelowSaturation(rule, 'outAbove', rule.outAbove, prefix, faults);
  if (rule.inBelow >= rule.outAbove) {
    const fix = `Lower inBelow or raise outAbove, or units would come and go without end.`;
    faults.add(`${prefix}inBelow`, rule.inBelow, `less than outAbove, which is ${rule.outAbove}`, fix);
  }
}

function checkRisk({ maxUnmet }: PredictiveRule, prefix: string, faults: FaultList): void {
  if (maxUnmet === 1) {
    faults.add(`${prefix}maxUnmet`, maxUnmet, 'a fraction below 1', 'Give a share of demand, e.g. 0.001 for 0.1 %.');
  }
}

/** What a metric cannot show it never shows to be exceeded. */
function checkBelowSaturation(
  rule: WatchedMetric,
  name: string,
  value: number,
  prefix: string,
  faults: FaultList,
): void {
  const most = saturationOf(rule);
  if (value >= most) {
    const fix = `Lower ${name}: ${rule.metric} never shows more than ${most}.`;
    faults.add(prefix + name, value, `less than ${most}, the most that the metric shows`, fix);
  }
}

/** Reasons tell rules by kind and metric, and a metric is either of a unit or of the fleet. */
function checkTogether(rules: readonly ScalingRule[], faults: FaultList): void {
  const seen = new Map<string, string>();
  const scopes = new Map<string, string>();
  for (const rule of rules) {
    const name = `${rule.kind} ${rule.metric}`;
    if (seen.has(name)) {
      faults.add('rules', name, 'one rule of a kind for a metric', 'Remove one of the two.');
    }
    seen.set(name, rule.kind);
    const scope = rule.kind === 'predictive' ? 'fleet' : rule.per;
    if ((scopes.get(rule.metric) ?? scope) !== scope) {
      const fix = `Read the whole demand under another name than ${rule.metric} of a unit.`;
      faults.add('rules', rule.metric, 'a metric that is of a unit or of the fleet in all rules', fix);
    }
    scopes.set(rule.metric, scope);
  }
}
