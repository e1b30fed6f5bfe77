import type { DecisionInput, MinuteReadings, ScalingPolicyDecision } from './scaling-input';
import type { ScalingPolicy } from './scaling-policy';

/** What is kept between decisions: plain JSON, safe to lose. */
export interface ScalingEngineState {
  readonly formatVersion: number;
}

/**
 * Decides how many units there are to be. `observe` takes the minutes in, oldest first; one that was taken in before changes nothing, and
 * one that is left out is held. `decide` may be called at any time, also several times in a minute.
 */
export class ScalingEngine {
  /** A state of another format or policy is forgotten. */
  constructor(policy: ScalingPolicy, state?: ScalingEngineState) {
    void policy;
    void state;
  }

  /** The newest minute that was taken in. */
  get lastMinute(): number | undefined {
    throw new Error('not built');
  }

  observe(readings: MinuteReadings): void {
    void readings;
  }

  decide(input: DecisionInput): ScalingPolicyDecision {
    void input;
    throw new Error('not built');
  }

  state(): ScalingEngineState {
    throw new Error('not built');
  }
}
