import type { Duration, TimeZone } from 'aws-cdk-lib';

/** A time that comes back, in which other bounds hold; it sets a floor, a ceiling or both. */
export interface ScalingWindow {
  /** Told in reasons; unique within a policy. */
  readonly name: string;

  /**
   * When it begins, as five fields of cron: minute, hour, day of month, month, day of week, e.g. `0 8 * * MON-FRI`. Where both days are
   * limited either will do, but both must fit if a `*` is in one of them. A floor is ordered then; begin it
   * earlier by what a unit takes to start.
   */
  readonly start: string;

  /** Time zone that `start` is in. */
  readonly timeZone: TimeZone;

  /** How long it is open, in whole minutes up to 7 days; when clocks change meanwhile, this long all the same. */
  readonly duration: Duration;

  /**
   * Fewest units (tasks or nodes) meanwhile; it wins over a ceiling below it.
   *
   * @default - the fewest at all times
   */
  readonly floor?: number;

  /**
   * Most units meanwhile. In a `ScalingPolicy` units above it go when the window opens, whatever the load; an `ElasticFleet` only stops
   * growing there, and its nodes leave when the load allows it.
   *
   * @default - the most at all times
   */
  readonly ceiling?: number;
}
