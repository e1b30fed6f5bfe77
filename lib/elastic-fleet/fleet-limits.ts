/** Scale out above any of these; each is a mean over the nodes that report it. */
export interface FleetThresholds {
  /**
   * From 1 to 100.
   *
   * @default - not watched
   */
  readonly cpuPercent?: number;

  /**
   * From 1 to 100.
   *
   * @default - not watched
   */
  readonly memoryPercent?: number;

  /**
   * Of the instance store, from 1 to 100.
   *
   * @default - not watched
   */
  readonly diskPercent?: number;

  /**
   * Of the instance's network bandwidth, from 1 to 100.
   *
   * @default - not watched
   */
  readonly networkPercent?: number;

  /**
   * Of the GPUs' time, from 1 to 100; nodes without GPUs report none.
   *
   * @default - not watched
   */
  readonly gpuPercent?: number;

  /**
   * Of the GPUs' memory, from 1 to 100; nodes without GPUs report none.
   *
   * @default - not watched
   */
  readonly gpuMemoryPercent?: number;

  /**
   * Queries per second and node, above 0.
   *
   * @default - not watched
   */
  readonly queriesPerSecond?: number;

  /**
   * Transactions per second and node, above 0.
   *
   * @default - not watched
   */
  readonly transactionsPerSecond?: number;
}

/** How many moves may be in flight at once; each number from 1 to 10 000. */
export interface FleetMoveBudgets {
  /**
   * Moves that one node sends and receives.
   *
   * @default 4
   */
  readonly perNode?: number;

  /**
   * Moves that touch one zone.
   *
   * @default 40
   */
  readonly perZone?: number;

  /**
   * Moves in the whole fleet.
   *
   * @default 100
   */
  readonly perFleet?: number;
}
