import { hasShape, Optional } from '../memory/has-shape';
import { judgeLoad, type ReactiveRule } from './judge-load';
import { QuietTime, type QuietTimeState, waitMinutes } from './quiet-time';
import { isStale, knownValue, missingVote, mostDemand, type RuleVoter, type VoteInput } from './rule-voter';
import { saturationOf } from './saturation';
import type { MinuteReadings, Vote } from './scaling-input';
import type { LadderBounds } from './step-ladder';
import { type Judgement, shown } from './unit-load';

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
  /** The minute of the first of the newest readings that show more demand than anybody has. */
  readonly doubted?: number;
  readonly quiet: QuietTimeState;
}

const STATE_EXAMPLE = {
  newest: new Optional({ minute: 0, value: 0, ready: new Optional(0) }),
  noted: new Optional(0),
  doubted: new Optional(0),
  quiet: { minutes: 0, peaks: [[0, 0]] },
};

/** Votes by the newest reading of one metric; scales in with patience. */
export class ReactiveVoter implements RuleVoter {
  private newest: Reading | undefined;
  private noted: number | undefined;
  private doubted: number | undefined;
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
    if (value !== undefined && !(minute < (this.newest?.minute ?? minute))) {
      this.newest = { minute, value, ready: knownValue(ready) };
    }
  }

  vote(input: VoteInput): Vote {
    const { desired, servingIn } = input;
    const { rule, newest } = this;
    if (!newest || isStale(newest.minute, input)) {
      return this.missing(staleText(rule.metric, newest, input.minute));
    }
    const servingThen = newest.ready ?? servingIn(newest.minute);
    if (rule.per === 'unit' && servingThen === 0) {
      return this.missing(`${rule.metric} is of units, and none served`);
    }
    const isSaturated = newest.value >= saturationOf(rule);
    const total = rule.per === 'unit' ? newest.value * servingThen : newest.value;
    const demand = total / (rule.kind === 'target' ? rule.target : rule.outAbove);
    if (this.isDoubtful(demand, newest.minute)) {
      return this.missing(
        `${rule.metric} asks for ${shown(demand)} units, which counts once the next reading does, too`,
      );
    }
    const least = isSaturated ? Math.ceil(SATURATED_FACTOR * Math.max(1, servingThen)) : 0;
    const judgement = judgeLoad({ total, desired, least }, rule, this.bounds);
    const quality = isSaturated ? 'saturated' : 'ok';
    return { rule: this.name, quality, demand, ...this.withPatience(judgement, newest.minute, desired) };
  }

  startAnew(): void {
    this.quiet.forget();
  }

  state(): ReactiveState {
    const { newest, noted, doubted } = this;
    return { newest, noted, doubted, quiet: this.quiet.state() };
  }

  /** The next reading says all that older ones would. */
  restore(state: unknown): boolean {
    if (hasShape(state, STATE_EXAMPLE)) {
      const { newest, noted, doubted, quiet } = state as ReactiveState;
      this.newest = newest;
      this.noted = noted;
      this.doubted = doubted;
      this.quiet.restore(quiet);
    }
    return true;
  }

  private missing(text: string): Vote {
    this.quiet.forget();
    return missingVote(this.name, text);
  }

  /** A demand that nobody has may be a slip of one reading, and a queue's length be true: two in a row are believed. */
  private isDoubtful(demand: number, readMinute: number): boolean {
    this.doubted = demand <= mostDemand(this.bounds) ? undefined : (this.doubted ?? readMinute);
    return this.doubted === readMinute;
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

function staleText(metric: string, newest: Reading | undefined, minute: number): string {
  if (!newest) {
    return `${metric} was never read`;
  }
  const age = minute - newest.minute;
  return age >= 0
    ? `${metric} was read ${age} minutes ago`
    : `${metric} was read ${-age} minutes in the future: check the clocks`;
}
