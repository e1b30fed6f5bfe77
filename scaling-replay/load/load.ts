/** A minute of the file. */
export interface LoadRow {
  readonly line: number;
  /** As the file has it: minutes or seconds. */
  readonly time: number;
  readonly minute: number;
  readonly value: number;
}

/** A load as it was measured, one value a minute without holes. */
export interface Load {
  readonly values: readonly number[];
  /** Minutes that the file did not have. */
  readonly filledMinutes: number;
  /** Minute of the first value, as the file has it. */
  readonly firstMinute: number;
}

/** How a file is to be read. */
export interface LoadReading {
  /**
   * What a missing minute counts as: the value before it, or nothing.
   *
   * @default 'hold'
   */
  readonly missing?: 'hold' | 'zero';
  /**
   * Whether the values are those of a counter that only grows: what counts is its growth in a minute. Where it falls it began at 0
   * again.
   *
   * @default false
   */
  readonly isCounter?: boolean;
  /**
   * What the first column counts, from the load's beginning or since the epoch. Values of the same minute become one.
   *
   * @default 'minutes'
   */
  readonly times?: 'minutes' | 'seconds';
}
