/** A time that comes back, in which other bounds hold. */
export interface ScheduleWindow {
  /** Told in reasons. */
  readonly name: string;
  /** When it begins, as five fields of cron, e.g. `0 8 * * MON-FRI`. */
  readonly start: string;
  /** Name of the IANA time zone that `start` is in, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
  /** 1 to 10 080. */
  readonly minutes: number;
  /** Fewest units meanwhile. */
  readonly floor?: number;
  /** Most units meanwhile. */
  readonly ceiling?: number;
}

/** What the windows of this moment come to: the highest floor and the lowest ceiling; a floor wins over a ceiling below it. */
export interface WindowBounds {
  readonly floor?: number;
  readonly ceiling?: number;
  /** Names of the windows that are open. */
  readonly names: readonly string[];
}
