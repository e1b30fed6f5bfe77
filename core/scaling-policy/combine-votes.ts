import type { Reason } from '../decision';
import type { ScalingBounds } from './scaling-bounds';
import type { ScalingPolicyDecision, Vote } from './scaling-input';
import type { ChangeLimits } from './scaling-policy';

/** What a decision is made of. */
export interface VotesInput {
  readonly desired: number;
  readonly votes: readonly Vote[];
  readonly bounds: ScalingBounds;
  readonly limits: ChangeLimits;
  /** Changes within the last hour. */
  readonly actions: number;
}

type Outcome = Pick<ScalingPolicyDecision, 'kind' | 'desired' | 'reason' | 'wanted'>;

/**
 * Decides by the safest vote: out to the most that any rule asks for, in only to the most that any rule keeps, and only if every rule can
 * tell. Bounds hold always; limits on change hold back rules, not bounds. Pure.
 */
export function combineVotes(input: VotesInput): Outcome {
  const { desired, votes, bounds } = input;
  const bounded = Math.max(bounds.floor, Math.min(bounds.ceiling, desired));
  const asking = highest(votes, (vote) => vote.out);
  if (asking && asking.units > bounded) {
    return scaleOut(input, asking, bounded);
  }
  if (bounded !== desired) {
    return toBounds(input, bounded);
  }
  const missing = votes.filter((vote) => vote.keep === undefined);
  if (missing.length > 0) {
    return holdMissing(input, missing);
  }
  const keeping = highest(votes, (vote) => vote.keep);
  return keeping && keeping.units < desired ? scaleIn(input, keeping) : hold(input, keeping?.vote.reason, false);
}

interface Wish {
  readonly units: number;
  readonly vote: Vote;
}

function highest(votes: readonly Vote[], unitsOf: (vote: Vote) => number | undefined): Wish | undefined {
  const wishes = votes.flatMap((vote) => {
    const units = unitsOf(vote);
    return units === undefined ? [] : [{ units, vote }];
  });
  return wishes.reduce<Wish | undefined>((best, wish) => (best && best.units >= wish.units ? best : wish), undefined);
}

function scaleOut(input: VotesInput, { units, vote }: Wish, bounded: number): Outcome {
  const { desired, bounds, limits } = input;
  const grown = mostGrown(desired, limits);
  const wanted = Math.max(bounded, Math.min(units, bounds.ceiling, grown));
  const heldBy = Math.min(units, bounds.ceiling) > grown ? growthReason(limits) : ceilingReason(input);
  if (wanted === bounded) {
    const text = `${vote.reason.text}, but ${heldBy.text}`;
    return bounded === desired ? hold(input, { code: heldBy.code, text }, true) : toBounds(input, bounded);
  }
  if (isSpent(input)) {
    return bounded === desired ? holdActions(input, vote.reason) : toBounds(input, bounded);
  }
  const text = wanted < units ? `${vote.reason.text}; only ${wanted}, since ${heldBy.text}` : vote.reason.text;
  return changeTo(input, wanted, { code: vote.reason.code, text }, wanted < units);
}

function scaleIn(input: VotesInput, { units, vote }: Wish): Outcome {
  const { desired, bounds } = input;
  const wanted = Math.max(units, bounds.floor);
  if (wanted >= desired) {
    const text = `${vote.reason.text}, but at least ${bounds.floor} stay`;
    return hold(input, { code: 'at-floor', text }, false);
  }
  return isSpent(input) ? holdActions(input, vote.reason) : changeTo(input, wanted, vote.reason, false);
}

function toBounds(input: VotesInput, bounded: number): Outcome {
  const { desired, bounds } = input;
  if (bounded > desired) {
    const text = `${desired} units are fewer than the floor of ${bounds.floor}`;
    return changeTo(input, bounded, { code: 'below-floor', text }, false);
  }
  const { code, text } = ceilingReason(input);
  return changeTo(input, bounded, { code, text: `${desired} units are too many: ${text}` }, false);
}

function holdMissing(input: VotesInput, missing: readonly Vote[]): Outcome {
  const texts = missing.map(({ reason }) => reason.text).join('; ');
  const isAll = missing.length === input.votes.length;
  const code = isAll ? 'metrics-missing' : 'metric-missing';
  const text = isAll ? `${texts}: nothing is changed` : `${texts}: no unit is given up`;
  const isBelow = input.votes.some(({ keep }) => keep !== undefined && keep < input.desired);
  return hold(input, { code, text }, isBelow);
}

function holdActions(input: VotesInput, reason: Reason): Outcome {
  const text = `${reason.text}, but there were ${input.actions} changes within the hour, as many as the policy allows`;
  return hold(input, { code: 'actions-spent', text }, true);
}

function isSpent({ limits, actions }: VotesInput): boolean {
  return limits.actionsPerHour !== undefined && actions >= limits.actionsPerHour;
}

/** A fleet of nothing or one must be able to grow by any factor. */
function mostGrown(desired: number, { growthFactor = Number.POSITIVE_INFINITY }: ChangeLimits): number {
  return Math.max(desired + 1, Math.floor(Math.max(1, desired) * growthFactor));
}

function growthReason({ growthFactor }: ChangeLimits): Reason {
  return { code: 'growth-limit', text: `units grow by a factor of at most ${growthFactor} at once` };
}

function ceilingReason({ bounds: { ceiling, ceilingCause } }: VotesInput): Reason {
  const causes = { 'most-units': 'mostUnits', 'cost-ceiling': 'the cost ceiling', 'window-ceiling': 'an open window' };
  return { code: ceilingCause, text: `${causes[ceilingCause]} allows ${ceiling}` };
}

function changeTo(input: VotesInput, desired: number, reason: Reason, wanted: boolean): Outcome {
  return { kind: desired > input.desired ? 'scale-out' : 'scale-in', desired, reason, wanted };
}

function hold({ desired }: VotesInput, reason: Reason | undefined, wanted: boolean): Outcome {
  return { kind: 'hold', desired, reason: reason ?? { code: 'no-rule', text: 'the policy has no rule' }, wanted };
}
