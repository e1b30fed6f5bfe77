import { decideLeftOver } from './decide-left-over';
import { decideRoll } from './decide-roll';
import { decideScaleIn } from './decide-scale-in';
import { decideScaleOut, lackOfCapacity, launchTrouble } from './decide-scale-out';
import { decideTerminate, decideTerminations } from './decide-terminate';
import { decideUndrain } from './decide-undrain';
import { measureBasis, type ScalingBasis } from './scaling-basis';
import { hold, isHold, type ScalingAction, type ScalingDecision } from './scaling-decision';
import type { ScalingInput } from './scaling-input';

/** Nodes of a parked fleet that one tick ends at most. */
const PARKED_ENDS = 10;

/** The decision, and what it rests on. */
export interface ScalingOutcome extends ScalingBasis {
  readonly decision: ScalingDecision;
  /** The same about other nodes; only when an operator parks or rolls the fleet. */
  readonly further: readonly ScalingAction[];
  /** Whether it is done even if scaling is manual: an operator ordered it, or nobody else would clear it away. */
  readonly isOrdered: boolean;
}

/**
 * Decides about the number of nodes: one action a tick, more nodes before fewer; a fleet that is parked or rolled allows one
 * about each of several nodes. Whether the action may be carried out is the caller's to know, except for the halt switch.
 * Deterministic, O(nodes × shards) at worst.
 */
export function decideScaling(input: ScalingInput): ScalingOutcome {
  const basis = measureBasis(input);
  const ordered = decideOrdered(input, basis);
  const [first, ...others] = ordered ?? [chooseAction(input, basis)];
  const decision = first ?? hold('steady', 'nothing is asked for', false);
  const isOrdered = ordered !== undefined;
  if (input.halted) {
    return { ...basis, decision: halted(decision), further: [], isOrdered };
  }
  return { ...basis, decision, further: others.filter((other) => !isHold(other)), isOrdered };
}

/** Returns what an operator's order comes to, or nothing while there is none or the load comes first. */
function decideOrdered(input: ScalingInput, basis: ScalingBasis): readonly ScalingDecision[] | undefined {
  if (input.parked) {
    const ends = decideTerminations(input, PARKED_ENDS);
    return ends.length > 0 ? ends : [hold('parked', 'the fleet is parked: no node is launched', false)];
  }
  // With manual scaling nobody would launch what the load asks for, and the order would wait for ever.
  if (input.policy.scaling === 'automatic' && forMore(input, basis)) {
    return undefined;
  }
  const roll = decideRoll(input, basis.seats);
  if (roll.length > 0) {
    return roll;
  }
  const leftOver = input.policy.scaling === 'manual' ? decideLeftOver(input) : undefined;
  return leftOver && [leftOver];
}

/** Returns the way to more nodes, if one is open. */
function forMore(input: ScalingInput, basis: ScalingBasis): ScalingAction | undefined {
  const wish = decideUndrain(input, basis) ?? decideScaleOut(input, basis);
  return wish && !isHold(wish) ? wish : undefined;
}

function chooseAction(input: ScalingInput, basis: ScalingBasis): ScalingDecision {
  const more = forMore(input, basis);
  if (more) {
    return more;
  }
  const end = decideTerminate(input);
  if (end && !isHold(end)) {
    return end;
  }
  const out = decideScaleOut(input, basis);
  return out ?? end ?? lessUnlessTroubled(input, basis);
}

/** What launches suffer from keeps all nodes, but for a lack of capacity: it may last for days, in which those too many bill. */
function lessUnlessTroubled(input: ScalingInput, basis: ScalingBasis): ScalingDecision {
  const less = decideScaleIn(input, basis);
  const mayShrink = !isHold(less) && lackOfCapacity(input, basis.seats) !== undefined;
  return mayShrink ? less : (launchTrouble(input, basis.seats) ?? less);
}

function halted(decision: ScalingDecision): ScalingDecision {
  return hold('halted', `the halt switch is on; without it: ${decision.kind}, because ${decision.reason.text}`, false);
}
