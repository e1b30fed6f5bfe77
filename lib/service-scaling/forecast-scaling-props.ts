import type { Duration } from 'aws-cdk-lib';
import type { ForecastMetric } from './forecast-metric';

/** Whether a forecast of AWS scales. */
export enum ForecastMode {
  /** It is made and shown, and changes nothing. */
  FORECAST_ONLY = 'ForecastOnly',
  /** It adds tasks ahead of load. It never takes any away. */
  FORECAST_AND_SCALE = 'ForecastAndScale',
}

/** Scaling ahead of load by AWS's forecast. */
export interface ForecastScalingProps {
  /** What is forecast. */
  readonly metric: ForecastMetric;

  /**
   * Whether the forecast scales, or is only made.
   *
   * @default ForecastMode.FORECAST_ONLY
   */
  readonly mode?: ForecastMode;

  /**
   * How long before the forecast hour its tasks are started, in whole seconds, less than 1 hour: about what a task needs to
   * start.
   *
   * @default Duration.minutes(5)
   */
  readonly schedulingBuffer?: Duration;

  /**
   * Lets the forecast go above `maxCapacity`, to this share above what it expects, in whole percent from 0 to 100. Refused at synth beside a
   * `ServiceScaler` whose policy has a cost ceiling or a window with a ceiling, where the forecast scales: it would not keep to them.
   *
   * @default - the forecast never goes above `maxCapacity`
   */
  readonly maxCapacityBufferPercent?: number;
}
