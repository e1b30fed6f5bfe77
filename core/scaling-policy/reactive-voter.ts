import { hasShape, Optional } from './has-shape';
import { judgeSteps } from './judge-steps';
import { judgeTarget } from './judge-target';
import { judgeThreshold } from './judge-threshold';
import { QuietTime, type QuietTimeState, waitMinutes } from './quiet-time';
import { isStale, knownValue, missingVote, type RuleVoter, type VoteInput } from './rule-voter';
import { saturationOf } from './saturation';
import type { MinuteReadings, Vote } from './scaling-input';
import type { StepRule, TargetRule, ThresholdRule } from './scaling-policy';
import type { LadderBounds } from './step-ladder';
import type { Judgement, UnitLoad } from './unit-load';

export type ReactiveRule = TargetRule | ThresholdRule | StepRule;

/** A metric that shows all it can hides how much more there is: so many times what serves is asked for. */
const SATURATED_FACTOR = 2;

interface Reading {
  readonly minute: number;
  readonly value: number;
  readonly ready?: number;
}

interface ReactiveState {
  readonly newest?: Reading;
  /** The minute of the newest reading that patience took in. */
  readonly noted?: number;
  readonly quiet: QuietTimeState;
}

const STATE_EXAMPLE = {
  newest: new Optional({ minute: 0, value: 0, ready: new Optional(0) }),
  noted: new Optional(0),
  quiet: { minutes: 0, peaks: [[0, 0]] },
};

/** Votes by the newest reading of one metric; scales in with patience. */
export class ReactiveVoter implements RuleVoter {
  private newest: Reading | undefined;
  private noted: number | undefined;
  private readonly quiet = new QuietTime();
  private readonly name: string;

  constructor(
    private readonly rule: ReactiveRule,
    private readonly bounds: LadderBounds,
  ) {
    this.name = `${rule.kind} ${rule.metric}`;
  }

  observe({ minute, values, ready }: MinuteReadings): void {
    const value = knownValue(values[this.rule.metric]);
    if (value !== undefined) {
      this.newest = { minute, value, ready: knownValue(ready) };
    }
  }

  vote({ minute, desired, serving }: VoteInput): Vote {
    const { rule, newest } = this;
    if (!newest || isStale(newest.minute, minute)) {
      this.quiet.forget();
      return missingVote(this.name, staleText(rule.metric, newest, minute));
    }
    const servingThen = newest.ready ?? serving;
    if (rule.per === 'unit' && servingThen === 0) {
      this.quiet.forget();
      return missingVote(this.name, `${rule.metric} is of units, and none served`);
    }
    const isSaturated = newest.value >= saturationOf(rule);
    const total = rule.per === 'unit' ? newest.value * servingThen : newest.value;
    const least = isSaturated ? SATURATED_FACTOR * Math.max(1, servingThen) : 0;
    const judgement = judge({ total, desired, least }, rule, this.bounds);
    const quality = isSaturated ? 'saturated' : 'ok';
    const demand = total / (rule.kind === 'target' ? rule.target : rule.outAbove);
    return { rule: this.name, quality, demand, ...this.withPatience(judgement, newest.minute, desired) };
  }

  startAnew(): void {
    this.quiet.forget();
  }

  state(): ReactiveState {
    const { newest, noted } = this;
    return { newest, noted, quiet: this.quiet.state() };
  }

  restore(state: unknown): void {
    if (hasShape(state, STATE_EXAMPLE)) {
      const { newest, noted, quiet } = state as ReactiveState;
      this.newest = newest;
      this.noted = noted;
      this.quiet.restore(quiet);
    }
  }

  /** Keeps what is there until fewer units were enough for long enough. */
  private withPatience({ out, keep, reason }: Judgement, readMinute: number, desired: number): Judgement {
    if (this.noted !== readMinute) {
      this.noted = readMinute;
      this.quiet.note(keep);
    }
    if (keep >= desired) {
      return { out, keep, reason };
    }
    const enough = this.quiet.enough(desired);
    if (enough < desired) {
      const text = `${reason.text}, and ${enough} were for long enough`;
      return { out, keep: enough, reason: { code: reason.code, text: enough > keep ? text : reason.text } };
    }
    const minutes = Math.ceil(waitMinutes(desired, keep));
    const text = `${reason.text}, once that is so for ${minutes} minutes since the last change`;
    return { out, keep: desired, reason: { code: 'waiting-for-waste', text } };
  }
}

function judge(load: UnitLoad, rule: ReactiveRule, bounds: LadderBounds): Judgement {
  switch (rule.kind) {
    case 'target':
      return judgeTarget(load, rule);
    case 'threshold':
      return judgeThreshold(load, rule);
    case 'steps':
      return judgeSteps(load, rule, bounds);
  }
}

function staleText(metric: string, newest: Reading | undefined, minute: number): string {
  if (!newest) {
    return `${metric} was never read`;
  }
  const age = minute - newest.minute;
  return age >= 0
    ? `${metric} was read ${age} minutes ago`
    : `${metric} was read ${-age} minutes in the future: check the clocks`;
}
