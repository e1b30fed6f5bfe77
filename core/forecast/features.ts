import { DAY_MINUTES } from './constants';
import type { DemandHistory } from './demand-history';
import type { Horizon } from './horizon';

/** Share of the week's mean below which growth is not measured by less: from nothing, any growth is endless. */
const LEAST_BASE = 0.05;
const DAYS = 7;
const MOST_GAP = 2;
const MOST_GROWTH = 1;

/**
 * Returns what a forecast is made of, each beside the history's scale: a constant, how far the newest minute is from the
 * level, where its slope leads, how far the last hour was from the level, yesterday's most in the horizon, and the growth into
 * it on the days before.
 */
export function readFeatures(history: DemandHistory, horizon: Horizon): Float64Array {
  const { newest, previous, level, hourMean, scale } = history;
  const ahead = (horizon.first + horizon.last) / 2;
  const yesterday = history.ago(DAY_MINUTES, horizon.first, horizon.last);
  return Float64Array.of(
    1,
    clip((newest - level) / scale, MOST_GAP),
    clip(((newest - previous) * ahead) / scale, MOST_GROWTH),
    clip((hourMean - level) / scale, MOST_GROWTH),
    yesterday ? clip((yesterday.most - level) / scale, MOST_GROWTH) : 0,
    (growthOfDays(history, horizon) * level) / scale,
  );
}

/** Mean growth into the horizon at this time of the days before yesterday, of a week. */
function growthOfDays(history: DemandHistory, { first, last }: Horizon): number {
  let sum = 0;
  let days = 0;
  for (let day = 2; day <= DAYS; day += 1) {
    const past = history.ago(day * DAY_MINUTES, first, last);
    if (past) {
      const from = Math.max(past.base, LEAST_BASE * history.longMean);
      sum += from > 0 ? clip(past.most / from - 1, MOST_GROWTH) : 0;
      days += 1;
    }
  }
  return days > 0 ? sum / days : 0;
}

/** Returns the value, but not beyond `most` on either side. */
export function clip(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}
