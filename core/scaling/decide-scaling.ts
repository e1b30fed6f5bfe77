import { decideScaleIn } from './decide-scale-in';
import { decideScaleOut, launchTrouble } from './decide-scale-out';
import { decideTerminate } from './decide-terminate';
import { decideUndrain } from './decide-undrain';
import { type DemandWindow, observeDemand } from './demand-window';
import { type FleetPressure, measurePressure } from './pressure';
import { hold, type ScalingDecision } from './scaling-decision';
import type { ScalingInput } from './scaling-input';
import { countSeats, type Seats } from './seats';

/** The window is emptied after so many ticks without an observation. */
const GAP_TICKS = 3;

/** The decision, and what it rests on. */
export interface ScalingOutcome {
  readonly decision: ScalingDecision;
  readonly seats: Seats;
  readonly pressure: FleetPressure;
  /** To remember for the next tick. */
  readonly window: DemandWindow | undefined;
}

/**
 * Decides about the number of nodes: at most one action a tick, more nodes before fewer. Whether the action may be
 * carried out is the caller's to know, except for the halt switch. Deterministic, O(nodes × shards) at worst.
 */
export function decideScaling(input: ScalingInput): ScalingOutcome {
  const seats = countSeats(input.group, input.nodes);
  const pressure = measurePressure(input.nodes, input.policy.thresholds);
  const window = nextWindow(input, pressure);
  const decision = chooseAction(input, seats, pressure, window);
  return { decision: input.halted ? halted(decision) : decision, seats, pressure, window };
}

function chooseAction(
  input: ScalingInput,
  seats: Seats,
  pressure: FleetPressure,
  window: DemandWindow | undefined,
): ScalingDecision {
  const back = decideUndrain(input, seats, pressure);
  if (back) {
    return back;
  }
  const out = decideScaleOut(input, seats, pressure);
  if (out && out.kind !== 'hold') {
    return out;
  }
  const end = decideTerminate(input);
  if (end && end.kind !== 'hold') {
    return end;
  }
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
