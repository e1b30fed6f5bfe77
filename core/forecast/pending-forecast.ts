import type { Horizon } from './horizon';
import type { AwaitedRise } from './recurring-rises';

/** A forecast that waits for its outcome: `level + scale × growth`, with an error of `scale × spread` to expect. */
export interface PendingForecast {
  readonly minute: number;
  readonly level: number;
  readonly scale: number;
  readonly growth: number;
  /** Demand of the newest minute then. */
  readonly newest: number;
  readonly spread: number;
  /** What was gone by, in units: this forecast, or the newest minute. */
  readonly centre: number;
  readonly centreSpread: number;
  readonly features: ArrayLike<number>;
  readonly spreadFeatures: ArrayLike<number>;
  readonly rise: AwaitedRise;
  /** Most demand of the horizon's minutes so far. */
  readonly most: number;
}

/** Returns the forecasts after a minute's demand: where it lies in the horizon of one it may be the most. Pure. */
export function seenBy(
  pending: readonly PendingForecast[],
  { first }: Horizon,
  { minute, demand }: { readonly minute: number; readonly demand: number },
): readonly PendingForecast[] {
  return pending.map((forecast) => {
    const isMost = minute >= forecast.minute + first && demand > forecast.most;
    return isMost ? { ...forecast, most: demand } : forecast;
  });
}

/** Returns the same with plain lists, as they can be stored. Pure. */
export function plainForecast(forecast: PendingForecast): PendingForecast {
  const { features, spreadFeatures } = forecast;
  return { ...forecast, features: Array.from(features), spreadFeatures: Array.from(spreadFeatures) };
}
