import { type DemandWindow, observeDemand } from './demand-window';
import { boundsOf, type FleetBounds } from './fleet-bounds';
import { type FleetForecast, forecastFleet, minuteOf } from './fleet-forecast';
import { type NodeWaste, observeWaste } from './node-waste';
import { demandOf, type FleetPressure, measurePressure, nodesWithMargin } from './pressure';
import type { ScalingInput } from './scaling-input';
import { countSeats, type Seats } from './seats';

/** What a decision about the number of nodes rests on; the last three are to be remembered for the next tick. */
export interface ScalingBasis {
  readonly seats: Seats;
  readonly pressure: FleetPressure;
  readonly bounds: FleetBounds;
  /** Fewest nodes that suffice with a margin, now and as far as the forecast looks. */
  readonly sufficing: number;
  readonly window: DemandWindow | undefined;
  readonly forecast: FleetForecast | undefined;
  readonly waste: NodeWaste;
}

/** The window is emptied after so many ticks without an observation. */
const GAP_TICKS = 3;

/** Returns what the input comes to. Deterministic, O(nodes × metrics + what the forecast has learnt). */
export function measureBasis(input: ScalingInput): ScalingBasis {
  const { policy } = input;
  const seats = countSeats(input.group, input.nodes, input.roll);
  const pressure = measurePressure(input.nodes, policy.thresholds, policy.forecast !== undefined);
  const bounds = boundsOf(input);
  const forecast = forecastFleet(input, seats, pressure);
  const demandNodes = demandOf(pressure);
  const sufficing = Math.max(nodesWithMargin(demandNodes), forecast?.need?.keep ?? 0, bounds.floor);
  const isKnown = pressure.missing.length === 0;
  const minute = minuteOf(input.nowMs);
  const seen = { minute, serving: seats.serving, sufficing: isKnown ? sufficing : undefined, demandNodes };
  return {
    seats,
    pressure,
    bounds,
    sufficing,
    window: nextWindow(input, pressure),
    forecast,
    waste: observeWaste(input.waste, seen),
  };
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
  return observeDemand(input.window, { nowMs: input.nowMs, demandNodes: demandOf(pressure) }, rule);
}
