import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { ScalingPolicy } from '../scaling-policy/scaling-policy';
import type { ServiceScaling } from '../service-scaling/service-scaling';

/** Properties of a `ServiceScaler`. */
export interface ServiceScalerProps {
  /**
   * Name of the scaler: dimension of its metrics, and what operators call it by. Letters, digits and hyphens, up to 48.
   *
   * @default - made of the construct's path
   */
  readonly scalerName?: string;

  /**
   * Whether the scaler only decides and reports. It then has no right to change anything.
   *
   * @default false
   */
  readonly observeOnly?: boolean;

  /**
   * Bus that decisions are sent to. It is of the same region; one of another account, given by its ARN, must let this account send to it
   * by a policy of its own.
   *
   * @default - the account's default bus
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
   */
  readonly eventBus?: events.IEventBus;

  /**
   * How long the functions' logs are kept.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Key that encrypts table and dead letters.
   *
   * @default - keys that AWS owns
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Whether the default alarms are made.
   *
   * @default true
   */
  readonly defaultAlarms?: boolean;

  /**
   * Topic that the default alarms notify.
   *
   * @default - they notify nobody
   */
  readonly alarmTopic?: sns.ITopic;
}

/** How a policy's decision is carried out. */
export enum ScalerActuator {
  /** The decision is the floor; the targets of the `ServiceScaling` own the number of tasks above it. */
  FLOOR = 'floor',
  /** The decision is the number of tasks; nothing else may set it. */
  DESIRED = 'desired',
}

/** A service that a `ServiceScaler` decides about. */
export interface ScaledServiceProps {
  /** The service's scaling. Its bounds hold for the policy, too: `leastUnits` from `minCapacity`, `mostUnits` up to `maxCapacity`. */
  readonly scaling: ServiceScaling;

  /** How many units there are to be. */
  readonly policy: ScalingPolicy;

  /**
   * The metrics that the policy's rules name, by that name. Each is read by the minute, whatever its period, with its own statistic and
   * unit, of the stack's account and region, and must have a datum in each minute, see docs/service-scaler.md.
   */
  readonly metrics: { readonly [name: string]: cloudwatch.Metric };

  /**
   * Names of metrics of which a minute without a datum means 0, such as requests of a load balancer. Of any other such a minute is
   * unknown: nothing is scaled in then. A metric that breaks off looks like one that fell to 0.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
   */
  readonly metricsEmptyAtZero?: string[];

  /**
   * How the policy's decision is carried out.
   *
   * @default ScalerActuator.FLOOR
   */
  readonly actuator?: ScalerActuator;
}
