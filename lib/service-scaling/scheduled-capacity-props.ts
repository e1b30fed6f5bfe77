import type { TimeZone } from 'aws-cdk-lib';
import type * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';

/**
 * Other bounds from a time on; at least one of them. One alone must not cross the other as it is at that time, which an earlier action may
 * have set: a ceiling of 5 after a floor of 10. Which action comes first is not checked at synth, so give both bounds, as AWS says to, where
 * several actions set them.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-policy-overview.html
 */
export interface ScheduledCapacityProps {
  /** When, e.g. `Schedule.cron({ hour: '8', minute: '0', weekDay: 'MON-FRI' })`. */
  readonly schedule: appscaling.Schedule;

  /**
   * Time zone of `schedule`.
   *
   * @default TimeZone.ETC_UTC
   */
  readonly timeZone?: TimeZone;

  /**
   * The floor from then on.
   *
   * @default - it stays
   */
  readonly minCapacity?: number;

  /**
   * The ceiling from then on.
   *
   * @default - it stays
   */
  readonly maxCapacity?: number;

  /**
   * From when on the schedule holds.
   *
   * @default - from the deployment on
   */
  readonly startTime?: Date;

  /**
   * Until when the schedule holds.
   *
   * @default - for ever
   */
  readonly endTime?: Date;
}
