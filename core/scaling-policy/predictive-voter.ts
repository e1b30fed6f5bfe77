import { CapacityForecast, type CapacityNeed } from '../forecast/capacity-forecast';
import { type ForecastStep, followForecast, type Waste } from '../forecast/follow-forecast';
import { recallForecast, rememberForecast } from '../forecast/remembered-forecast';
import { hasShape } from '../memory/has-shape';
import { USUAL_DELAY_SECONDS } from './longest-delay';
import { type KnownNeed, type PredictiveState, STATE_EXAMPLE } from './predictive-state';
import { isStale, knownValue, missingVote, mostDemand, type RuleVoter, type VoteInput } from './rule-voter';
import type { MinuteReadings, ScalingPolicyDecision, Vote } from './scaling-input';
import type { PredictiveRule, ScalingPolicy } from './scaling-policy';
import { shown } from './unit-load';

/** Nothing is given up before so many minutes were seen as they came: the past may look otherwise, and the policy be mistaken. */
const WATCHED_MINUTES = 5;

const NO_WASTE: Waste = { unitMinutes: 0 };

/** Votes by the forecast of the whole demand. */
export class PredictiveVoter implements RuleVoter {
  private readonly forecast: CapacityForecast;
  /** The newest minute that the forecast knows and was not asked about yet. */
  private newestMinute: number | undefined;
  private known: KnownNeed | undefined;
  /** The minute whose waste is in `after`; `before` is what was wasted until then, so that voting twice counts it once. */
  private counted: number | undefined;
  private watched = 0;
  private before = NO_WASTE;
  private after = NO_WASTE;
  private readonly name: string;

  constructor(
    private readonly rule: PredictiveRule,
    private readonly policy: Pick<ScalingPolicy, 'leastUnits' | 'mostUnits'>,
  ) {
    this.name = `${rule.kind} ${rule.metric}`;
    this.forecast = this.newForecast();
  }

  /** A minute without a value is held by the forecast, once the next value comes. */
  observe({ minute, values, ready, unmetUnits }: MinuteReadings): void {
    const demand = (knownValue(values[this.rule.metric]) ?? Number.NaN) / this.rule.unitCapacity;
    const isOld = minute <= (this.newestMinute ?? this.known?.minute ?? Number.NEGATIVE_INFINITY);
    if (isOld || !(demand <= mostDemand(this.policy))) {
      return;
    }
    const served = knownValue(ready);
    const unmet = knownValue(unmetUnits) ?? (served === undefined ? undefined : Math.max(0, demand - served));
    this.forecast.observe({ minute, demand, unmet });
    this.newestMinute = minute;
  }

  vote(input: VoteInput): Vote {
    const { minute, desired, early } = input;
    const known = this.knownNeed();
    const { metric } = this.rule;
    if (!known || isStale(known.minute, input)) {
      const text = known ? `${metric} was read ${minute - known.minute} minutes ago` : `${metric} was never read`;
      return missingVote(this.name, text);
    }
    const { meanDemand } = known;
    const seen = knownValue(early?.[metric]);
    const need = seen === undefined ? known.need : this.forecast.glimpse(seen / this.rule.unitCapacity, desired);
    if (this.counted !== known.minute) {
      this.before = this.after;
      this.watched = Math.min(WATCHED_MINUTES, this.watched + 1);
    }
    const step = followForecast({ need, desired, meanDemand, waste: this.before });
    this.counted = known.minute;
    // What lets units go stays until they have gone: the caller may not act, and another rule may need them.
    this.after = step.reason === 'forecast-below' ? this.before : step.waste;
    const isTooSoon = this.watched < WATCHED_MINUTES && step.reason === 'forecast-below';
    return this.voteOf(isTooSoon ? { ...step, desired, reason: 'waiting-for-waste' } : step, need, desired);
  }

  /** What is expected, in units; nothing before the first reading. */
  get expected(): ScalingPolicyDecision['forecast'] {
    const need = this.knownNeed()?.need;
    return need && { order: need.order, expected: need.expected, spread: need.spread };
  }

  startAnew(): void {
    this.before = NO_WASTE;
    this.after = NO_WASTE;
  }

  state(): PredictiveState {
    const { counted, watched, before, after } = this;
    const { maxUnmet } = this.rule;
    const forecast = rememberForecast(this.forecast);
    return { forecast, known: this.knownNeed(), counted, watched, maxUnmet, before, after };
  }

  restore(state: unknown): boolean {
    if (!hasShape(state, STATE_EXAMPLE)) {
      return false;
    }
    const { forecast, known, counted, watched = 0, maxUnmet, before, after } = state as PredictiveState;
    if (!recallForecast(this.forecast, forecast, maxUnmet === this.rule.maxUnmet)) {
      return false;
    }
    this.known = known;
    this.counted = counted;
    this.watched = watched;
    this.before = before;
    this.after = after;
    return true;
  }

  /** The forecast does not keep what it last said, and to ask it again costs more than to remember. */
  private knownNeed(): KnownNeed | undefined {
    const { forecast, newestMinute } = this;
    if (newestMinute !== undefined) {
      this.known = { minute: newestMinute, need: forecast.need(), meanDemand: forecast.meanDemand };
      this.newestMinute = undefined;
    }
    return this.known;
  }

  private voteOf({ reason, desired: wanted }: ForecastStep, need: CapacityNeed, desired: number): Vote {
    const { order, keep, expected, spread, basis, why, rise } = need;
    const outlook = `${shown(expected)} ± ${shown(spread)} units of ${this.rule.metric} are expected: ${order} are needed, ${keep} are to stay`;
    const text = [why, outlook, rise].filter((part) => part !== undefined).join('; ');
    return {
      rule: this.name,
      quality: basis === 'recent' ? 'fallback' : 'ok',
      demand: expected,
      out: reason === 'forecast-above' ? wanted : order,
      keep: reason === 'enough' ? keep : reason === 'waiting-for-waste' ? desired : wanted,
      reason: { code: reason, text },
    };
  }

  private newForecast(): CapacityForecast {
    const { maxUnmet, startUpSeconds, metricDelaySeconds = USUAL_DELAY_SECONDS } = this.rule;
    const { leastUnits } = this.policy;
    return new CapacityForecast({ maxUnmet, startUpSeconds, metricDelaySeconds, leastUnits });
  }
}
