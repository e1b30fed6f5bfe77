import { hasShape, Optional } from '../memory/has-shape';
import { combineVotes } from './combine-votes';
import { DesiredHistory, type DesiredHistoryState } from './desired-history';
import { PredictiveVoter } from './predictive-voter';
import { ReactiveVoter } from './reactive-voter';
import { ruleIdentity } from './rule-identity';
import type { RuleVoter } from './rule-voter';
import { scalingBounds } from './scaling-bounds';
import type { DecisionInput, MinuteReadings, ScalingPolicyDecision } from './scaling-input';
import type { ScalingPolicy, ScalingRule } from './scaling-policy';
import { staleAfter } from './stale-after';

/** Version of the state's JSON; one of another version is forgotten. */
const STATE_FORMAT = 1;

/**
 * Units ordered so recently may not serve yet when nobody tells.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-default-instance-warmup.html
 */
const START_MINUTES = 5;

/** What is kept between decisions: plain JSON, safe to lose. */
export interface ScalingEngineState {
  readonly formatVersion: number;
  readonly lastMinute?: number;
  readonly desired: DesiredHistoryState;
  /** A rule's memory is only of use for the same rule, see `ruleIdentity`. */
  readonly rules: readonly { readonly rule: string; readonly memory: unknown }[];
}

const STATE_EXAMPLE = {
  formatVersion: STATE_FORMAT,
  lastMinute: new Optional(0),
  desired: { desired: new Optional(0), changes: [{ minute: 0, from: 0 }] },
  rules: [{ rule: '' }],
};

/**
 * Decides how many units there are to be. `observe` takes the minutes in, oldest first; one that was taken in before changes nothing, and
 * one that is left out is held. `decide` may be called at any time, also several times in a minute. Deterministic.
 */
export class ScalingEngine {
  private readonly voters: readonly { readonly rule: string; readonly voter: RuleVoter }[];
  private readonly desired = new DesiredHistory();
  private readonly staleAfter: number;
  private newestMinute: number | undefined;

  /** @param state what `state` gave, maybe through JSON; anything else, of another format or of other rules, is forgotten. */
  constructor(
    private readonly policy: ScalingPolicy,
    state?: unknown,
  ) {
    this.voters = policy.rules.map((rule) => ({ rule: ruleIdentity(rule), voter: voterOf(rule, policy) }));
    this.staleAfter = staleAfter(policy);
    if (hasShape(state, STATE_EXAMPLE)) {
      this.restore(state as ScalingEngineState);
    }
  }

  /** The newest minute that was taken in; absent while some rule could learn from minutes before. */
  get lastMinute(): number | undefined {
    return this.newestMinute;
  }

  /** @throws Error when the minute is not a whole number. */
  observe(readings: MinuteReadings): void {
    const { minute } = readings;
    checkWhole('minute', minute, 'Give whole minutes since the epoch.');
    if (this.newestMinute !== undefined && minute <= this.newestMinute) {
      return;
    }
    for (const { voter } of this.voters) {
      voter.observe(readings);
    }
    this.newestMinute = minute;
  }

  /** @throws Error when minute or desired is not a whole number from 0. */
  decide({ minute, desired, windows, early }: DecisionInput): ScalingPolicyDecision {
    checkWhole('minute', minute, 'Give whole minutes since the epoch.');
    checkWhole('desired', desired, 'Give the units that serve or were ordered.');
    if (this.desired.note(desired, minute)) {
      this.startAnew();
    }
    const servingIn = (read: number) => this.desired.fewestIn(read - START_MINUTES, read) ?? desired;
    const { staleAfter } = this;
    const votes = this.voters.map(({ voter }) => voter.vote({ minute, desired, servingIn, staleAfter, early }));
    const bounds = scalingBounds(this.policy, windows);
    const { limits } = this.policy;
    const outcome = combineVotes({ desired, votes, bounds, limits, actions: this.desired.actions });
    const { floor, ceiling } = bounds;
    return { ...outcome, votes, floor, ceiling, forecast: this.forecast };
  }

  state(): ScalingEngineState {
    return {
      formatVersion: STATE_FORMAT,
      lastMinute: this.newestMinute,
      desired: this.desired.state(),
      rules: this.voters.map(({ rule, voter }) => ({ rule, memory: voter.state() })),
    };
  }

  private get forecast(): ScalingPolicyDecision['forecast'] {
    return this.voters.map(({ voter }) => voter).find((voter) => voter instanceof PredictiveVoter)?.expected;
  }

  private startAnew(): void {
    for (const { voter } of this.voters) {
      voter.startAnew();
    }
  }

  private restore({ formatVersion, lastMinute, desired, rules }: ScalingEngineState): void {
    if (formatVersion !== STATE_FORMAT) {
      return;
    }
    this.desired.restore(desired);
    const known = this.voters.map(({ rule, voter }) => voter.restore(rules.find((kept) => kept.rule === rule)?.memory));
    this.newestMinute = known.every(Boolean) ? lastMinute : undefined;
  }
}

function voterOf(rule: ScalingRule, policy: ScalingPolicy): RuleVoter {
  return rule.kind === 'predictive' ? new PredictiveVoter(rule, policy) : new ReactiveVoter(rule, policy);
}

function checkWhole(name: string, value: number, fix: string): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new Error(`${name} is ${value}; accepted: a whole number from 0. ${fix}`);
  }
}
