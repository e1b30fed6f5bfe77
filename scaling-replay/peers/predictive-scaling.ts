import { STEPS_PER_HOUR, stepsOf } from '../engine/conditions';
import type { PolicyView, ReplayPolicy } from '../engine/replay';
import { targetTracking } from './target-tracking';

const DAY_HOURS = 24;
const HISTORY_DAYS = 14;
const FORECAST_HOURS = 48;
const REFRESH_HOURS = 6;
/** How much less a day counts than the one after it, and how much more the same day of the week. */
const DAY_WEIGHT = 0.85;
const WEEK_WEIGHT = 2;
const LEAST_BUFFER_SECONDS = 300;
const ROUNDING = 1e-9;
const MINUTES_PER_HOUR = 60;

/**
 * Returns AWS's predictive scaling as a floor under target tracking: an hourly forecast from up to 14 days, made anew each six hours once
 * there are 24, and launched ahead by the start-up time. AWS does not publish its forecast; this is a weighted mean of the same hours.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/predictive-scaling-policy-overview.html
 */
export function predictiveScaling(target: number, startUpSeconds: number): ReplayPolicy {
  const tracking = targetTracking(target);
  const bufferSteps = stepsOf(Math.max(LEAST_BUFFER_SECONDS, startUpSeconds));
  const hours: number[] = [];
  let forecast = new Map<number, number>();
  return (view) => {
    noteHours(hours, view);
    const hour = Math.floor(view.step / STEPS_PER_HOUR);
    if (view.step % (REFRESH_HOURS * STEPS_PER_HOUR) === 0 && hour >= DAY_HOURS) {
      forecast = forecastHours(hours, hour);
    }
    const ahead = Math.floor((view.step + bufferSteps) / STEPS_PER_HOUR);
    const floor = Math.max(unitsFor(forecast.get(hour), target), unitsFor(forecast.get(ahead), target));
    return Math.max(tracking(view) ?? view.desired, floor);
  };
}

/** Adds the means of hours that can be read by now. */
function noteHours(hours: number[], { metrics }: PolicyView): void {
  if (!metrics.hasNewMinute || (metrics.newestMinute + 1) % MINUTES_PER_HOUR !== 0) {
    return;
  }
  let sum = 0;
  for (let minute = metrics.newestMinute - MINUTES_PER_HOUR + 1; minute <= metrics.newestMinute; minute += 1) {
    sum += metrics.demandOf(minute);
  }
  hours.push(sum / MINUTES_PER_HOUR);
}

function forecastHours(hours: readonly number[], from: number): Map<number, number> {
  const forecast = new Map<number, number>();
  for (let hour = from; hour < from + FORECAST_HOURS; hour += 1) {
    let sum = 0;
    let weights = 0;
    for (let day = 1; day <= HISTORY_DAYS; day += 1) {
      const past = hours[hour - DAY_HOURS * day];
      if (past !== undefined) {
        const weight = (day % 7 === 0 ? WEEK_WEIGHT : 1) * DAY_WEIGHT ** (day - 1);
        sum += weight * past;
        weights += weight;
      }
    }
    if (weights > 0) {
      forecast.set(hour, sum / weights);
    }
  }
  return forecast;
}

function unitsFor(demand: number | undefined, target: number): number {
  return demand === undefined ? 0 : Math.ceil(demand / target - ROUNDING);
}
