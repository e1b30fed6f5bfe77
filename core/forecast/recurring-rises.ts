import { DAY_MINUTES, HOUR_MINUTES, OUTLIER_ERRORS, RISK_MEMORY_MINUTES } from './constants';
import type { DemandHistory } from './demand-history';
import type { Horizon } from './horizon';

/** What recurs comes some minutes earlier or later. */
const SLACK_MINUTES = 5;
/** Days that the history's week reaches back to, with what is around a moment. */
const DAYS = 6;
/** Minutes that what is believed of a rise's return is worth. */
const PRIOR_MINUTES = HOUR_MINUTES;
const DECAY = 2 ** (-1 / RISK_MEMORY_MINUTES);

/** What demand does if something of the days before comes again, e.g. a nightly job. */
export interface ExpectedRise {
  /** On how many of the days demand rose at this time, far above what is forecast now. */
  readonly days: number;
  /** How far above the forecast it would go as on each of the days, in units; 0 for a day without a rise. */
  readonly heights: readonly number[];
  /** Probability that one comes. */
  readonly chance: number;
}

/** A rise that was expected, until it is known whether it came. */
export interface AwaitedRise {
  readonly days: number;
  /** Demand from which it has come, in units. */
  readonly from: number;
}

/** What of the rises is kept between decisions: minutes for which one was expected that so many days had, and those in which it came. */
export interface RisesState {
  readonly expected: readonly number[];
  readonly come: readonly number[];
}

export const NO_RISE: ExpectedRise = { days: 0, heights: Array(DAYS).fill(0), chance: 0 };

/** Expects rises that earlier days had at the same time, and learns how often those return. */
export class RecurringRises {
  /** By the number of days that had the rise. */
  private readonly expected = new Float64Array(DAYS + 1);
  private readonly come = new Float64Array(DAYS + 1);

  /** Returns the rise to expect beside a forecast with an error of `spread`, both in units. */
  expect(history: DemandHistory, horizon: Horizon, forecast: number, spread: number): ExpectedRise {
    const least = forecast + OUTLIER_ERRORS * spread;
    const tops = topsOfDays(history, horizon, least);
    const days = tops.filter((top) => top > least).length;
    if (days === 0) {
      return NO_RISE;
    }
    const heights = Array.from({ length: DAYS }, (_, day) => {
      const top = tops[day] ?? 0;
      return top > least ? top - forecast : 0;
    });
    return { days, heights, chance: this.chanceOf(days, tops.length) };
  }

  /** Takes in the most demand that came when a rise was awaited, and returns whether the rise came. */
  learn({ days, from }: AwaitedRise, most: number): boolean {
    const hasCome = days > 0 && most > from;
    for (let index = 1; index <= DAYS; index += 1) {
      this.expected[index] = (this.expected[index] ?? 0) * DECAY + (index === days ? 1 : 0);
      this.come[index] = (this.come[index] ?? 0) * DECAY + (index === days && hasCome ? 1 : 0);
    }
    return hasCome;
  }

  state(): RisesState {
    return { expected: [...this.expected], come: [...this.come] };
  }

  restore({ expected, come }: RisesState): void {
    this.expected.set(expected);
    this.come.set(come);
  }

  /** What one day had may be chance, so what is believed is the square of the share of days. */
  private chanceOf(days: number, known: number): number {
    const believed = (days / (known + 1)) ** 2;
    return ((this.come[days] ?? 0) + PRIOR_MINUTES * believed) / ((this.expected[days] ?? 0) + PRIOR_MINUTES);
  }
}

/** Returns from where on a rise has come: half of its mean height above the forecast. Pure. */
export function awaited({ days, heights }: ExpectedRise, forecast: number): AwaitedRise {
  const mean = heights.reduce((sum, height) => sum + height, 0) / Math.max(1, days);
  return { days, from: forecast + mean / 2 };
}

/** Returns what operators are told of a rise. Pure. */
export function riseText({ days, heights, chance }: ExpectedRise): string {
  const highest = Math.max(...heights).toFixed(1);
  const when = days === 1 ? 'one of the days before' : `${days} of the days before`;
  return `at this time of ${when} demand rose by up to ${highest} units, which comes again with ${(100 * chance).toFixed(0)} %`;
}

/**
 * How high demand goes in the horizon if it rises from its level as at this time on each known day before, yesterday first, in units; of
 * days that cannot come above `least` only that they do not.
 */
function topsOfDays(history: DemandHistory, horizon: Horizon, least: number): readonly number[] {
  const tops: number[] = [];
  for (let day = 1; day <= DAYS; day += 1) {
    const around = aroundDay(history, horizon, day * DAY_MINUTES);
    if (!around) {
      return tops;
    }
    // A rise that is early today is in the level already.
    tops.push(around.most > least ? Math.min(around.most, history.level + around.risen) : 0);
  }
  return tops;
}

/** The most of a horizon some minutes ago, a little earlier and later included, and how far demand rose to it: what fell to then is no rise. */
function aroundDay(history: DemandHistory, { first, last }: Horizon, lag: number) {
  const early = history.ago(lag + SLACK_MINUTES, first, last + 2 * SLACK_MINUTES);
  const onTime = early && history.ago(lag, Math.max(0, first - SLACK_MINUTES), last + SLACK_MINUTES);
  return onTime && { most: early.most, risen: Math.max(early.most - early.base, onTime.most - onTime.base) };
}
