/** A minute of the file. */
export interface LoadRow {
  readonly line: number;
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
