import type { FaultList } from '../policy/fault-list';
import { longestDelay, USUAL_DELAY_SECONDS } from './longest-delay';
import { saturationOf } from './saturation';
import type { PredictiveRule, ScalingRule, WatchedMetric } from './scaling-policy';

/**
 * What one remembers is up to 50 KB, and an item of DynamoDB with all that a service remembers holds 400 KB.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const MOST_PREDICTIVE_RULES = 7;
/** How far ahead one looks: what it remembers grows with that. */
const FURTHEST_SECONDS = 7800;

/** Notes a fault for all members of a rule that do not fit each other. */
export function checkRuleRelations(rule: ScalingRule, prefix: string, faults: FaultList): void {
  if (rule.kind === 'predictive') {
    checkRisk(rule, prefix, faults);
    checkHorizon(rule, prefix, faults);
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

/** A delay beyond the usual makes the forecast look as much further ahead. */
function checkHorizon(rule: PredictiveRule, prefix: string, faults: FaultList): void {
  const { startUpSeconds, metricDelaySeconds = 0 } = rule;
  const most = FURTHEST_SECONDS - startUpSeconds;
  if (metricDelaySeconds > most) {
    const fix = `Lower it or startUpSeconds: a forecast looks at most ${FURTHEST_SECONDS} seconds ahead.`;
    faults.add(`${prefix}metricDelaySeconds`, metricDelaySeconds, `at most ${most} with that start-up`, fix);
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

/** Notes a fault for all rules of a policy that do not fit each other. */
export function checkRulesTogether(rules: readonly ScalingRule[], faults: FaultList): void {
  checkNames(rules, faults);
  checkMemory(rules, faults);
  checkDelays(rules, faults);
}

/** A forecast of metrics that are older than it was told looks too short a way ahead. */
function checkDelays(rules: readonly ScalingRule[], faults: FaultList): void {
  const longest = longestDelay({ rules });
  for (const { kind, metric, metricDelaySeconds = USUAL_DELAY_SECONDS } of rules) {
    if (kind === 'predictive' && metricDelaySeconds < longest && longest > USUAL_DELAY_SECONDS) {
      const accepted = `the longest of all rules, ${longest}: the metrics of a policy are read together`;
      const fix = `Set metricDelaySeconds of the predictive rule of ${metric} to ${longest}.`;
      faults.add('rules', `a predictive rule of metrics ${metricDelaySeconds} s late`, accepted, fix);
    }
  }
}

/** Reasons tell rules by kind and metric, and a metric is either of a unit or of the fleet. */
function checkNames(rules: readonly ScalingRule[], faults: FaultList): void {
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

/** State that does not fit is never kept, and each tick would begin anew. */
function checkMemory(rules: readonly ScalingRule[], faults: FaultList): void {
  const { length } = rules.filter(({ kind }) => kind === 'predictive');
  if (length > MOST_PREDICTIVE_RULES) {
    const fix = 'Add up demands of one kind under one metric: what more rules remember does not fit into the table.';
    faults.add('rules', `${length} predictive rules`, `at most ${MOST_PREDICTIVE_RULES} of them`, fix);
  }
}
