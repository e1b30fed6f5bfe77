import type { Resource } from '../../../core/right-size/size';
import type { UsageSeries } from '../../../core/right-size/usage';

const STEP_MINUTES = 60;

/** Returns hourly values of so many days, each of them `percent`, or what `percent` says of the hour. */
export function usageOf(resource: Resource, percent: number | ((hour: number) => number), days = 14): UsageSeries {
  const points = Array.from({ length: days * 24 }, (_, hour) => ({
    minute: hour * STEP_MINUTES,
    percent: typeof percent === 'number' ? percent : percent(hour),
  }));
  return { resource, stepMinutes: STEP_MINUTES, points };
}
