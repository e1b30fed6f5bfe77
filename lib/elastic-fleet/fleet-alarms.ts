import { Duration, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { FLEET_DIMENSION, Metric } from '../../core/contract/metrics';
import { letAlarmsPublish } from '../handler/alarm-topic';
import type { FleetFunction } from '../handler/fleet-function';
import { ownMetric } from '../handler/own-metric';
import { type AlarmSpec, combineFunctions, errorsSpec, runbookAlarm, SUM, silentSpec } from '../handler/runbook-alarm';

/** A flush that fails a few times in a row is no alarm yet. */
const FLUSHES_MISSED = 4;

/** Properties of `FleetAlarms`. */
export interface FleetAlarmsProps {
  /** Dimension of the fleet's metrics and first part of the alarms' names. */
  readonly fleetName: string;

  /** The functions whose errors, runs and dead letters are watched. */
  readonly functions: FleetFunction[];

  /** How long a write may wait until it is made durable, in whole seconds. */
  readonly flushAfter: Duration;

  /**
   * Topic that alarms are sent to.
   *
   * @default - alarms notify nobody
   */
  readonly topic?: sns.ITopic;
}

/** The alarms that every fleet needs: few, each named, with a severity and its entry in docs/runbook.md. */
export class FleetAlarms extends Construct {
  /** Shards that no live node owns. */
  public readonly unownedShards: cloudwatch.Alarm;
  /** Take-overs are held back because many nodes went silent at once. */
  public readonly takeOverBrake: cloudwatch.Alarm;
  /** One of the functions does not run. */
  public readonly silent: cloudwatch.Alarm;
  /** A function failed. */
  public readonly errors: cloudwatch.Alarm;
  /** An event could not be handled and was kept. */
  public readonly deadLetters: cloudwatch.Alarm;
  /** An instance was kept after a termination because it still owned shards. */
  public readonly retainedInstances: cloudwatch.Alarm;
  /** Nodes are being emptied or rolled, and nothing moves. */
  public readonly stuckDrain: cloudwatch.Alarm;
  /** Launches fail, and the scaler holds. */
  public readonly failedLaunches: cloudwatch.Alarm;
  /** AWS has no capacity for the group. */
  public readonly noCapacity: cloudwatch.Alarm;
  /** Nodes report faults that they cannot mend. */
  public readonly agentFaults: cloudwatch.Alarm;
  /** Writes wait too long to be made durable. */
  public readonly recoveryPoint: cloudwatch.Alarm;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FleetAlarmsProps,
  ) {
    super(scope, id);
    if (props.topic) {
      letAlarmsPublish(this, props.topic);
    }
    const fleet = (name: string) => ownMetric({ [FLEET_DIMENSION]: props.fleetName }, name);
    const page = { severity: 'page' } as const;
    const ticket = { severity: 'ticket' } as const;
    this.unownedShards = this.alarm('UnownedShards', {
      ...page,
      what: 'Shards have had no live owner for five minutes: their data cannot be read or written',
      metric: fleet(Metric.UNOWNED_SHARDS),
      threshold: 1,
      minutes: 5,
    });
    this.takeOverBrake = this.alarm('TakeOverBrake', {
      ...page,
      what: 'Over a fifth of the nodes went silent at once, so take-overs are held back',
      metric: fleet(Metric.BRAKE),
      threshold: 1,
      minutes: 1,
    });
    this.silent = this.alarm(
      'Silent',
      silentSpec(
        props.functions,
        'A function has not run for five minutes: nothing is placed, moved, scaled or published, or no hook is answered',
      ),
    );
    this.errors = this.alarm('Errors', errorsSpec(props.functions, 'A function failed in three minutes of five'));
    this.deadLetters = this.alarm('DeadLetters', {
      ...ticket,
      what: 'An event could not be handled and waits in a dead-letter queue',
      metric: combineFunctions(props.functions, 'letters', SUM, (one) =>
        one.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
          period: Duration.minutes(1),
          statistic: cloudwatch.Stats.MAXIMUM,
        }),
      ),
      threshold: 1,
      minutes: 1,
      outOf: 5,
    });
    this.retainedInstances = this.alarm('RetainedInstances', {
      ...page,
      what: 'An instance that AWS wanted to end still held shards and was kept; it bills until it is empty',
      metric: fleet(Metric.RETAINED),
      threshold: 1,
      minutes: 1,
    });
    this.stuckDrain = this.alarm('StuckDrain', {
      ...ticket,
      what: 'For half an hour nothing has left a node that is draining, or a roll has not gone on',
      metric: fleet(Metric.STUCK_DRAINS),
      threshold: 1,
      minutes: 1,
    });
    this.failedLaunches = this.alarm('FailedLaunches', {
      ...ticket,
      what: 'Three launches failed within half an hour; the scaler asks for no more until one succeeds or half an hour is over',
      metric: fleet(Metric.FAILED_LAUNCHES),
      threshold: 3,
      minutes: 1,
    });
    this.noCapacity = this.alarm('NoCapacity', {
      ...ticket,
      what: 'AWS has had no capacity for the group, or somebody suspended its launches, for a quarter of an hour',
      metric: fleet(Metric.BLOCKED_NO_CAPACITY),
      threshold: 1,
      minutes: 15,
    });
    this.agentFaults = this.alarm('AgentFaults', {
      ...ticket,
      what: 'Nodes have reported faults, or been dead in service, for a quarter of an hour; fleet status names them',
      metric: fleet(Metric.AGENT_FAULTS),
      threshold: 1,
      minutes: 15,
    });
    this.recoveryPoint = this.alarm('RecoveryPoint', {
      ...ticket,
      what: 'Writes wait too long to be made durable: a crash would lose them',
      metric: flushesMissed(fleet, props.flushAfter),
      threshold: FLUSHES_MISSED,
      minutes: 5,
    });
  }

  private alarm(name: string, spec: AlarmSpec): cloudwatch.Alarm {
    const { fleetName, topic } = this.props;
    return runbookAlarm(this, name, { name: fleetName, entry: name.toLowerCase(), topic }, spec);
  }
}

/** How many flushes the oldest write has waited for. Divided by CloudWatch, since seconds may be known to the deployment alone. */
function flushesMissed(fleet: (name: string) => cloudwatch.Metric, flushAfter: Duration): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: `age / ${Tokenization.stringifyNumber(flushAfter.toSeconds())}`,
    usingMetrics: { age: fleet(Metric.RECOVERY_POINT) },
    label: 'flushes missed',
    period: Duration.minutes(1),
  });
}
