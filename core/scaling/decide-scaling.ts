import { decideRoll } from './decide-roll';
import { decideScaleIn } from './decide-scale-in';
import { decideScaleOut, launchTrouble } from './decide-scale-out';
import { decideTerminate, decideTerminations } from './decide-terminate';
import { decideUndrain } from './decide-undrain';
import { type DemandWindow, observeDemand } from './demand-window';
import { type FleetPressure, measurePressure } from './pressure';
import { hold, isHold, type ScalingAction, type ScalingDecision } from './scaling-decision';
import type { ScalingInput } from './scaling-input';
import { countSeats, type Seats } from './seats';

/** The window is emptied after so many ticks without an observation. */
const GAP_TICKS = 3;

/** Nodes of a parked fleet that one tick ends at most. */
const PARKED_ENDS = 10;

/** The decision, and what it rests on. */
export interface ScalingOutcome {
  readonly decision: ScalingDecision;
  /** The same about other nodes; only when an operator parks or rolls the fleet. */
  readonly further: readonly ScalingAction[];
  /** Whether an operator ordered it, so that it is done even if scaling is manual. */
  readonly isOrdered: boolean;
  readonly seats: Seats;
  readonly pressure: FleetPressure;
  /** To remember for the next tick. */
  readonly window: DemandWindow | undefined;
}

/**
 * Decides about the number of nodes: one action a tick, more nodes before fewer; a fleet that is parked or rolled allows one
 * about each of several nodes. Whether the action may be carried out is the caller's to know, except for the halt switch.
 * Deterministic, O(nodes × shards) at worst.
 */
export function decideScaling(input: ScalingInput): ScalingOutcome {
  const seats = countSeats(input.group, input.nodes, input.roll);
  const pressure = measurePressure(input.nodes, input.policy.thresholds);
  const window = nextWindow(input, pressure);
  const basis = { seats, pressure, window };
  const ordered = decideOrdered(input, seats, pressure);
  const [first, ...others] = ordered ?? [chooseAction(input, seats, pressure, window)];
  const decision = first ?? hold('steady', 'nothing is asked for', false);
  const isOrdered = ordered !== undefined;
  if (input.halted) {
    return { ...basis, decision: halted(decision), further: [], isOrdered };
  }
  return { ...basis, decision, further: others.filter((other) => !isHold(other)), isOrdered };
}

/** Returns what an operator's order comes to, or nothing while there is none or the load comes first. */
function decideOrdered(
  input: ScalingInput,
  seats: Seats,
  pressure: FleetPressure,
): readonly ScalingDecision[] | undefined {
  if (input.parked) {
    const ends = decideTerminations(input, PARKED_ENDS);
    return ends.length > 0 ? ends : [hold('parked', 'the fleet is parked: no node is launched', false)];
  }
  // With manual scaling nobody would launch what the load asks for, and the order would wait for ever.
  if (input.policy.scaling === 'automatic' && forMore(input, seats, pressure)) {
    return undefined;
  }
  const roll = decideRoll(input, seats);
  return roll.length > 0 ? roll : undefined;
}

/** Returns the way to more nodes, if one is open. */
function forMore(input: ScalingInput, seats: Seats, pressure: FleetPressure): ScalingAction | undefined {
  const wish = decideUndrain(input, seats, pressure) ?? decideScaleOut(input, seats, pressure);
  return wish && !isHold(wish) ? wish : undefined;
}

function chooseAction(
  input: ScalingInput,
  seats: Seats,
  pressure: FleetPressure,
  window: DemandWindow | undefined,
): ScalingDecision {
  const more = forMore(input, seats, pressure);
  if (more) {
    return more;
  }
  const end = decideTerminate(input);
  if (end && !isHold(end)) {
    return end;
  }
  const out = decideScaleOut(input, seats, pressure);
  return out ?? end ?? launchTrouble(input, seats) ?? decideScaleIn(input, seats, pressure, window);
}

/** What was not measured is not remembered; the gap that it leaves empties the window in time. */
function nextWindow(input: ScalingInput, pressure: FleetPressure): DemandWindow | undefined {
  if (pressure.missing.length > 0) {
    return input.window;
  }
  const rule = {
    lengthMs: input.policy.scaleInAfterSeconds * 1000,
    gapMs: GAP_TICKS * input.policy.tickSeconds * 1000,
  };
  return observeDemand(input.window, { nowMs: input.nowMs, demandNodes: pressure.highest?.demandNodes ?? 0 }, rule);
}

function halted(decision: ScalingDecision): ScalingDecision {
  return hold('halted', `the halt switch is on; without it: ${decision.kind}, because ${decision.reason.text}`, false);
}
