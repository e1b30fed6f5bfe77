import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { SCALER_DIMENSION, ScalerMetric } from '../../core/contract/metrics';
import { letAlarmsPublish } from '../handler/alarm-topic';
import type { FleetFunction } from '../handler/fleet-function';
import { ownMetric } from '../handler/own-metric';
import { type AlarmSpec, errorsSpec, runbookAlarm, silentSpec } from '../handler/runbook-alarm';

/** Properties of `ServiceScalerAlarms`. */
export interface ServiceScalerAlarmsProps {
  /** Dimension of the scaler's metrics and first part of the alarms' names. */
  readonly scalerName: string;

  /** The function that decides. */
  readonly scaler: FleetFunction;

  /**
   * Topic that alarms are sent to.
   *
   * @default - alarms notify nobody
   */
  readonly topic?: sns.ITopic;
}

/** The alarms that every service scaler needs, each with a severity and its entry in docs/runbook.md. */
export class ServiceScalerAlarms extends Construct {
  /** The scaler does not run. */
  public readonly silent: cloudwatch.Alarm;
  /** The scaler failed. */
  public readonly errors: cloudwatch.Alarm;
  /** An event could not be handled and was kept. */
  public readonly deadLetters: cloudwatch.Alarm;
  /** AWS gives a service no tasks. */
  public readonly noCapacity: cloudwatch.Alarm;
  /** A metric of a service has no recent value. */
  public readonly metricsMissing: cloudwatch.Alarm;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServiceScalerAlarmsProps,
  ) {
    super(scope, id);
    if (props.topic) {
      letAlarmsPublish(this, props.topic);
    }
    const { scalerName, scaler } = props;
    const own = (name: string) => ownMetric({ [SCALER_DIMENSION]: scalerName }, name);
    const ticket = { severity: 'ticket' } as const;
    this.silent = this.alarm(
      'Silent',
      silentSpec([scaler], 'The service scaler has not run for five minutes: floors and sizes stay as they are'),
    );
    this.errors = this.alarm('Errors', errorsSpec([scaler], 'The service scaler failed in three minutes of five'));
    this.deadLetters = this.alarm('DeadLetters', {
      ...ticket,
      what: 'An event could not be handled and waits in a dead-letter queue',
      metric: scaler.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: cloudwatch.Stats.MAXIMUM,
      }),
      threshold: 1,
      minutes: 1,
    });
    this.noCapacity = this.alarm('NoCapacity', {
      ...ticket,
      what: 'A service has not got the tasks that it asks for in 15 minutes of 20',
      metric: own(ScalerMetric.BLOCKED_NO_CAPACITY),
      threshold: 1,
      minutes: 15,
      // What failed is tried again now and then, and does not count as blocked in that minute.
      outOf: 20,
    });
    this.metricsMissing = this.alarm('MetricsMissing', {
      ...ticket,
      what: 'A metric of a service has had no recent value for a quarter of an hour: no task is given up',
      metric: own(ScalerMetric.METRICS_MISSING),
      threshold: 1,
      minutes: 15,
    });
  }

  private alarm(name: string, spec: AlarmSpec): cloudwatch.Alarm {
    const { scalerName, topic } = this.props;
    return runbookAlarm(this, name, { name: scalerName, entry: `servicescaler${name.toLowerCase()}`, topic }, spec);
  }
}
