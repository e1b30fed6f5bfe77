import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { FleetFunction } from './fleet-function';

const MINUTE = Duration.minutes(1);

/** What one alarm watches and says. */
export interface AlarmSpec {
  readonly severity: 'page' | 'ticket';
  readonly what: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /** Minutes that must reach the threshold. */
  readonly minutes: number;
  /** Minutes looked at, as many as must reach it unless given. */
  readonly outOf?: number;
  readonly missing?: cloudwatch.TreatMissingData;
  readonly below?: boolean;
}

/** Whose alarm it is and where it goes. */
export interface AlarmOwner {
  /** First part of the alarm's name. */
  readonly name: string;
  /** Entry in docs/runbook.md, in lower case. */
  readonly entry: string;
  readonly topic?: sns.ITopic;
}

/** Makes an alarm with a severity and its entry in docs/runbook.md. */
export function runbookAlarm(scope: Construct, id: string, owner: AlarmOwner, spec: AlarmSpec): cloudwatch.Alarm {
  const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD, LESS_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;
  const alarm = new cloudwatch.Alarm(scope, id, {
    alarmName: `${owner.name}-${id}`,
    alarmDescription: `[${spec.severity}] ${spec.what}. Runbook: cdk-elastic-fleet/docs/runbook.md#${owner.entry}`,
    metric: spec.metric,
    threshold: spec.threshold,
    comparisonOperator: spec.below ? LESS_THAN_THRESHOLD : GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: spec.outOf ?? spec.minutes,
    datapointsToAlarm: spec.minutes,
    treatMissingData: spec.missing ?? cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  if (owner.topic) {
    alarm.addAlarmAction(new actions.SnsAction(owner.topic));
  }
  return alarm;
}

/** 0 unless every series is above 0, and without a datum when one has none: the others do not make up for it. */
const EACH = (series: readonly string[]) => series.join(' * ');

/**
 * The sum of the series that have a datum: a queue that never held a message has none.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export const SUM = (series: readonly string[]) => `SUM([${series.join(', ')}])`;

/**
 * One series over all functions, so that one alarm serves for all of them. Its newest minute counts as 0 until the metrics of that
 * minute come, so an alarm must look at more minutes than that one.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function combineFunctions(
  functions: readonly FleetFunction[],
  label: string,
  join: (series: readonly string[]) => string,
  metricOf: (one: FleetFunction) => cloudwatch.Metric,
): cloudwatch.MathExpression {
  const metrics = functions.map((one, index) => [`${label}${index}`, metricOf(one)] as const);
  return new cloudwatch.MathExpression({
    expression: join(metrics.map(([id]) => `FILL(${id}, 0)`)),
    usingMetrics: Object.fromEntries(metrics),
    label,
    period: MINUTE,
  });
}

/** Rings when one of the functions has not run for five minutes. */
export function silentSpec(functions: readonly FleetFunction[], what: string): AlarmSpec {
  return {
    severity: 'page',
    what,
    metric: combineFunctions(functions, 'runs', EACH, (one) => one.function.metricInvocations({ period: MINUTE })),
    threshold: 1,
    minutes: 5,
    missing: cloudwatch.TreatMissingData.BREACHING,
    below: true,
  };
}

/** Rings when functions failed in three minutes of five. */
export function errorsSpec(functions: readonly FleetFunction[], what: string): AlarmSpec {
  return {
    severity: 'page',
    what,
    metric: combineFunctions(functions, 'errors', SUM, (one) => one.function.metricErrors({ period: MINUTE })),
    threshold: 1,
    minutes: 3,
    outOf: 5,
  };
}
