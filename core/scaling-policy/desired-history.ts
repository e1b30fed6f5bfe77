const HOUR_MINUTES = 60;
/** More changes an hour than this are not told apart: no limit on actions is above. */
const MOST_CHANGES = 60;

/** A change of desired: when it was seen, and what was before. */
export interface DesiredChange {
  readonly minute: number;
  readonly from: number;
}

/** What is kept between decisions. */
export interface DesiredHistoryState {
  readonly desired?: number;
  readonly changes: readonly DesiredChange[];
}

/** The changes of desired within the last hour, whoever made them. */
export class DesiredHistory {
  private desired: number | undefined;
  private changes: readonly DesiredChange[] = [];

  /** Takes in what there is now, and returns whether it changed. */
  note(desired: number, minute: number): boolean {
    const from = this.desired;
    this.desired = desired;
    this.changes = this.changes.filter((change) => change.minute > minute - HOUR_MINUTES);
    if (from === undefined || from === desired) {
      return false;
    }
    this.changes = [...this.changes, { minute, from }].slice(-MOST_CHANGES);
    return true;
  }

  /** Changes within the last hour. */
  get actions(): number {
    return this.changes.length;
  }

  /** Returns the fewest units there were to be from one minute to another, both included; nothing before the first is noted. */
  fewestIn(first: number, last: number): number | undefined {
    if (this.desired === undefined) {
      return undefined;
    }
    const stretches = [...this.changes, { minute: Number.POSITIVE_INFINITY, from: this.desired }];
    const seen = stretches.filter(
      ({ minute }, index) => minute > first && (stretches[index - 1]?.minute ?? first) <= last,
    );
    return Math.min(...seen.map(({ from }) => from));
  }

  state(): DesiredHistoryState {
    const { desired, changes } = this;
    return desired === undefined ? { changes } : { desired, changes };
  }

  restore({ desired, changes }: DesiredHistoryState): void {
    this.desired = desired;
    this.changes = changes;
  }
}
