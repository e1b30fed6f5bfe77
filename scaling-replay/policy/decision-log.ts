import type { ScalingPolicyDecision } from '../../core/scaling-policy/scaling-input';
import { STEPS_PER_MINUTE } from '../engine/conditions';

/** What was forecast in a minute, in units. */
export interface ForecastSeries {
  readonly order: Float64Array;
  readonly expected: Float64Array;
  readonly spread: Float64Array;
}

/** What a replay's decisions came to. */
export class DecisionLog {
  /** How often each reason was given, by its code. */
  readonly reasons: Record<string, number> = {};
  /** What was forecast in each minute; NaN in those without a forecast. */
  readonly forecast: ForecastSeries;

  constructor(minutes: number) {
    const series = () => new Float64Array(minutes).fill(Number.NaN);
    this.forecast = { order: series(), expected: series(), spread: series() };
  }

  note(step: number, { reason, forecast }: ScalingPolicyDecision): void {
    this.reasons[reason.code] = (this.reasons[reason.code] ?? 0) + 1;
    if (forecast !== undefined) {
      const minute = Math.floor(step / STEPS_PER_MINUTE);
      this.forecast.order[minute] = forecast.order;
      this.forecast.expected[minute] = forecast.expected;
      this.forecast.spread[minute] = forecast.spread;
    }
  }
}
