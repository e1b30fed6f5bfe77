import { HOUR_MINUTES, LEVEL_HALF_LIFE_MINUTES, LONG_SHARE, WEEK_MINUTES } from './constants';

/** Minutes of one stored mean: what a day ago is compared with must not be finer than the noise of minutes. */
const BLOCK_MINUTES = 5;
const BLOCKS = WEEK_MINUTES / BLOCK_MINUTES + 3;
const HOUR_BLOCKS = HOUR_MINUTES / BLOCK_MINUTES;
/** A fleet that is asked for next to nothing still has a level to compare with. */
const LEAST_LEVEL_SHARE = 0.02;
const LEAST_LEVEL = 1e-6;
/** The peak of a week ago counts half. */
const PEAK_DECAY = 2 ** (-1 / WEEK_MINUTES);
const LEVEL_WEIGHT = 1 - 2 ** (-1 / LEVEL_HALF_LIFE_MINUTES);

/** What of the past is kept between decisions. */
export interface HistoryState {
  readonly minutes: number;
  readonly newest: number;
  readonly previous: number;
  readonly level: number;
  readonly hourMean: number;
  readonly longMean: number;
  readonly peak: number;
  /** Means of five minutes, oldest first; the newest may be of fewer. */
  readonly blocks: readonly number[];
}

/** What was asked in the past week, minute by minute in, and as levels, means and means of five minutes out. */
export class DemandHistory {
  /** Minutes taken in so far. */
  minutes = 0;
  newest = 0;
  previous = 0;
  /** Mean of the last few minutes, newest weighed most. */
  level = 0;
  hourMean = 0;
  /** Mean of the past week. */
  longMean = 0;
  /** The most of a minute, slowly forgotten. */
  peak = 0;
  /** Copied at each state, which a list is faster at than a typed array. */
  private blocks: number[] = Array(BLOCKS).fill(0);

  /** Takes in the next minute's mean demand. */
  add(demand: number): void {
    const isFirst = this.minutes === 0;
    this.previous = isFirst ? demand : this.newest;
    this.newest = demand;
    this.longMean += (demand - this.longMean) / Math.min(this.minutes + 1, WEEK_MINUTES);
    const least = Math.max(this.longMean * LEAST_LEVEL_SHARE, LEAST_LEVEL);
    this.level = Math.max(least, isFirst ? demand : this.level + (demand - this.level) * LEVEL_WEIGHT);
    this.hourMean = isFirst ? demand : this.hourMean + (demand - this.hourMean) / HOUR_MINUTES;
    this.peak = Math.max(demand, this.peak * PEAK_DECAY);
    this.addToBlock(demand);
    this.minutes += 1;
  }

  /** What errors are measured by: the level, but after a lull at least what is usual. */
  get scale(): number {
    return Math.max(this.level, this.hourMean, LONG_SHARE * this.longMean);
  }

  /**
   * Returns the demand some minutes ago, and the most from `first` to `last` minutes after that, by means of five minutes;
   * nothing when the history does not reach that far.
   */
  ago(lagMinutes: number, first: number, last: number): { readonly base: number; readonly most: number } | undefined {
    const start = this.minutes - 1 - lagMinutes;
    if (start < BLOCK_MINUTES || lagMinutes > WEEK_MINUTES) {
      return undefined;
    }
    const newest = this.minutes - 1;
    const end = blockOf(Math.min(start + last, newest));
    let most = 0;
    for (let block = blockOf(Math.min(start + first, newest)); block <= end; block += 1) {
      most = Math.max(most, this.meanOf(block));
    }
    return { base: this.meanOf(blockOf(start)), most };
  }

  /** The least mean of five minutes within the last hour; endless before the first minute. */
  get leastOfHour(): number {
    const newest = blockOf(this.minutes - 1);
    let least = Number.POSITIVE_INFINITY;
    for (let block = Math.max(0, newest - HOUR_BLOCKS); block <= newest; block += 1) {
      least = Math.min(least, this.meanOf(block));
    }
    return least;
  }

  state(): HistoryState {
    const { minutes, newest, previous, level, hourMean, longMean, peak } = this;
    return { minutes, newest, previous, level, hourMean, longMean, peak, blocks: [...this.blocks] };
  }

  restore(state: HistoryState): void {
    const { blocks, ...numbers } = state;
    Object.assign(this, numbers);
    this.blocks = [...blocks];
  }

  private meanOf(block: number): number {
    return this.blocks[block % BLOCKS] ?? 0;
  }

  private addToBlock(demand: number): void {
    const block = blockOf(this.minutes);
    const before = this.minutes % BLOCK_MINUTES;
    const sum = before === 0 ? 0 : this.meanOf(block) * before;
    this.blocks[block % BLOCKS] = (sum + demand) / (before + 1);
  }
}

/** Number of the block that a minute is in, from the first one taken in. */
function blockOf(minute: number): number {
  return Math.floor(minute / BLOCK_MINUTES);
}
