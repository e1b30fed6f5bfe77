import type { MinuteReadings, Vote } from './scaling-input';
import type { ScalingPolicy } from './scaling-policy';

/** Twice what the largest service may have. */
const MOST_DEMAND = 10_000;
const MOST_OF_UNITS = 2;

/** What a rule votes on besides its readings. */
export interface VoteInput {
  /** Now, in whole minutes since the epoch. */
  readonly minute: number;
  readonly desired: number;
  /** Units that are believed to have served in a minute whose reading does not tell. */
  readonly servingIn: (minute: number) => number;
  /** Readings that are more minutes old, or further in the future, are as good as none. */
  readonly staleAfter: number;
  /** See `DecisionInput`. */
  readonly early?: MinuteReadings['values'];
}

/** One rule with what it remembers. */
export interface RuleVoter {
  observe(readings: MinuteReadings): void;
  vote(input: VoteInput): Vote;
  /** Tells that desired was changed: what was wasted before does not count any more. */
  startAnew(): void;
  /** Plain JSON. */
  state(): unknown;
  /** Takes back what `state` gave, or forgets; answers whether the minutes until then need not be observed again. */
  restore(state: unknown): boolean;
}

/** Returns the value if it is one that a metric can have. */
export function knownValue(value: number | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Returns from how many units on a demand is rather a fault of its metric, for a policy that allows so many at most. */
export function mostDemand({ mostUnits }: Pick<ScalingPolicy, 'mostUnits'>): number {
  return Math.max(MOST_DEMAND, MOST_OF_UNITS * mostUnits);
}

/** Returns the vote of a rule that cannot tell: it asks for nothing, and nothing is given up. */
export function missingVote(rule: string, text: string): Vote {
  return { rule, quality: 'missing', reason: { code: 'metric-missing', text } };
}

/** Whether a reading is too old to go by. */
export function isStale(readMinute: number, { minute, staleAfter }: VoteInput): boolean {
  return Math.abs(minute - readMinute) > staleAfter;
}
