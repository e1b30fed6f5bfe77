/** A forecast that waits for its outcome: `level + scale × growth`, with an error of `scale × spread` to expect. */
export interface PendingForecast {
  readonly minute: number;
  readonly level: number;
  readonly scale: number;
  readonly growth: number;
  /** Demand of the newest minute then. */
  readonly newest: number;
  readonly spread: number;
  readonly features: ArrayLike<number>;
  readonly spreadFeatures: ArrayLike<number>;
  /** Most demand of the horizon's minutes so far. */
  readonly most: number;
}
