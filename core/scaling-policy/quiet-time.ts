/** A scale-in is made when what was too much has cost as much as so many minutes of the whole fleet. */
export const WASTE_MINUTES = 5;
/** A fleet of many units does not wait longer than this for one of them. */
export const LONGEST_WAIT_MINUTES = 60;

/** What is kept between decisions. */
export interface QuietTimeState {
  /** Minutes seen since the last change. */
  readonly minutes: number;
  /** Pairs of a minute and the units needed then, of which more was never needed later. */
  readonly peaks: readonly (readonly [number, number])[];
}

/**
 * Remembers for how long no more than so many units were needed, in minutes that were seen since the last change. A unit may go once the
 * surplus has wasted `WASTE_MINUTES` of the fleet: 1 of 2 after 10 minutes, 5 of 10 after 10, 1 of 10 after 50.
 */
export class QuietTime {
  private minutes = 0;
  private peaks: readonly (readonly [number, number])[] = [];

  /** Starts anew: after a change, or when nobody knows what was needed meanwhile. */
  forget(): void {
    this.minutes = 0;
    this.peaks = [];
  }

  /** Takes in the units needed in the next minute. */
  note(units: number): void {
    this.minutes += 1;
    const oldest = this.minutes - LONGEST_WAIT_MINUTES;
    const higher = this.peaks.filter(([minute, peak]) => peak > units && minute > oldest);
    this.peaks = [...higher, [this.minutes, units]];
  }

  /** Returns the fewest units that are enough and whose surplus has wasted enough; `desired` when there are none. */
  enough(desired: number): number {
    const enough = this.peaks.findLast(([, units], index) => {
      const lastAbove = this.peaks[index - 1]?.[0] ?? 0;
      return units < desired && this.minutes - lastAbove >= waitMinutes(desired, units);
    });
    return enough?.[1] ?? desired;
  }

  state(): QuietTimeState {
    const { minutes, peaks } = this;
    return { minutes, peaks };
  }

  restore({ minutes, peaks }: QuietTimeState): void {
    this.minutes = minutes;
    this.peaks = peaks;
  }
}

/** Returns for how many minutes a smaller number of units must have been enough. */
export function waitMinutes(desired: number, units: number): number {
  return Math.min(LONGEST_WAIT_MINUTES, (WASTE_MINUTES * desired) / (desired - units));
}
