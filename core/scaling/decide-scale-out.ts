import type { CapacityNeed } from '../forecast/capacity-need';
import { decideFences } from '../rebalance/decide-fences';
import { followFleetForecast } from './follow-fleet-forecast';
import { type MetricPressure, wholeNodes } from './pressure';
import type { ScalingBasis } from './scaling-basis';
import { hold, type ScalingDecision, type ScalingHold } from './scaling-decision';
import type { LaunchFailure, ScalingInput } from './scaling-input';
import type { Seats } from './seats';
import { largestWish, type Wish } from './wish';

/** Launches that failed this recently count. */
export const FAILED_LAUNCH_WINDOW_MS = 30 * 60_000;

/** From this many failed launches on the scaler stops asking for more. */
export const FAILED_LAUNCH_LIMIT = 3;

/**
 * Returns the way to more nodes if the load, the forecast, or a minimum needs more than serve or will serve: of these the
 * largest wins, and desired is raised as far as ceilings and the limit on growth allow. Deterministic, O(nodes).
 */
export function decideScaleOut(input: ScalingInput, basis: ScalingBasis): ScalingDecision | undefined {
  const { seats, bounds } = basis;
  const wish = largestWish([
    ...loadWish(basis),
    ...forecastWish(basis),
    { nodes: bounds.floor, reason: bounds.floorReason },
  ]);
  if (wish === undefined || wish.nodes <= seats.serving) {
    return undefined;
  }
  return launchTrouble(input, seats) ?? massSilence(input, seats, wish) ?? raise(input, basis, wish);
}

/** As long as the brake keeps their shards for silent nodes, nobody is launched in their place. */
function massSilence({ nodes }: ScalingInput, seats: Seats, wish: Wish): ScalingHold | undefined {
  const silent = nodes.filter(
    ({ state, instance, heartbeat }) =>
      state === 'down' && instance?.lifecycleState === 'InService' && !heartbeat?.fenced,
  );
  const { brake } = decideFences(nodes, 0);
  if (brake === undefined || wish.nodes > seats.serving + silent.length) {
    return undefined;
  }
  const text = `${wish.reason.text}; ${seats.serving} serve or will serve, but ${silent.length} went silent at once and may be back`;
  return hold(brake.code, text, true);
}

/** Returns why none of the nodes that AWS owes is coming, if so. */
export function launchesBlocked(input: ScalingInput, seats: Seats): ScalingHold | undefined {
  return seats.asked === 0 ? undefined : (suspendedLaunches(input) ?? lackOfCapacity(input, seats));
}

/** Returns that the group launches nothing until somebody resumes it, if so. */
export function suspendedLaunches({ group }: ScalingInput): ScalingHold | undefined {
  if (!group.suspendedProcesses.includes('Launch')) {
    return undefined;
  }
  return hold('launches-suspended', 'somebody suspended Launch on the group: no node comes until it is resumed', true);
}

/** Returns that AWS has no capacity for nodes that it owes, if so. */
export function lackOfCapacity(input: ScalingInput, seats: Seats): ScalingHold | undefined {
  const newest = recentFailures(input)[0];
  if (!newest?.noCapacity || seats.asked === 0) {
    return undefined;
  }
  const text = `AWS has no capacity for the ${seats.asked} nodes already asked for: ${newest.message}`;
  return hold('blocked-no-capacity', text, true);
}

/** Returns why asking for more nodes is pointless now, if it is. */
export function launchTrouble(input: ScalingInput, seats: Seats): ScalingHold | undefined {
  const blocked = launchesBlocked(input, seats);
  if (blocked) {
    return blocked;
  }
  const recent = recentFailures(input);
  const newest = recent[0];
  if (newest && recent.length >= FAILED_LAUNCH_LIMIT) {
    const text = `${recent.length} launches failed within 30 minutes, the last one with: ${newest.message}`;
    return hold('launches-failing', text, true);
  }
  return undefined;
}

/** Since the last launch that succeeded. */
function recentFailures({ failedLaunches, nowMs }: ScalingInput): readonly LaunchFailure[] {
  return failedLaunches.filter(
    ({ failedAtMs, hasSucceededSince }) => nowMs - failedAtMs <= FAILED_LAUNCH_WINDOW_MS && !hasSucceededSince,
  );
}

function loadWish({ seats, pressure }: ScalingBasis): readonly Wish[] {
  if (pressure.highest === undefined) {
    return [];
  }
  const reason = { code: 'above-threshold', text: loadText(pressure.highest, seats) };
  return [{ nodes: wholeNodes(pressure.highest.demandNodes), reason }];
}

function forecastWish(basis: ScalingBasis): readonly Wish[] {
  const need = basis.forecast?.need;
  const step = followFleetForecast(basis);
  if (need === undefined || step?.reason !== 'forecast-above') {
    return [];
  }
  return [{ nodes: step.desired, reason: { code: 'forecast-above', text: forecastText(need, step.desired) } }];
}

function raise(input: ScalingInput, { seats, bounds, pressure }: ScalingBasis, wish: Wish): ScalingDecision {
  const { growthFactor } = input.policy.limits;
  const mostAtOnce = Math.max(Math.floor(seats.serving * growthFactor), seats.serving + 1, bounds.floor);
  const wanted = Math.min(wish.nodes, mostAtOnce) + seats.occupied;
  const desired = Math.min(bounds.ceiling, wanted);
  const text = `${wish.reason.text}; ${seats.serving} serve or will serve`;
  if (desired <= input.group.desired) {
    return hold(bounds.ceilingReason.code, `${text}, but ${bounds.ceilingReason.text}`, true);
  }
  const notes = [
    ...(pressure.highest?.saturated ? [`${pressure.highest.metric} is full: the load may be any amount above`] : []),
    ...(wish.nodes > mostAtOnce ? [`at most ${mostAtOnce} at once`] : []),
    ...(desired < wanted ? [bounds.ceilingReason.text] : []),
  ];
  return { kind: 'scale-out', reason: { code: wish.reason.code, text: [text, ...notes].join('; ') }, desired };
}

function loadText(pressure: MetricPressure, seats: Seats): string {
  const { metric, mean, threshold, reporting, demandNodes } = pressure;
  const share = `${reporting} of ${seats.active.length} nodes`;
  return `${metric} needs ${wholeNodes(demandNodes)} nodes (mean ${mean.toFixed(1)} over ${share}, threshold ${threshold})`;
}

function forecastText({ expected, spread, exceedance, why, rise }: CapacityNeed, ordered: number): string {
  const outlook = `${expected.toFixed(2)} nodes at their thresholds, give or take ${spread.toFixed(2)}`;
  const risk = `${(100 * exceedance).toFixed(1)} %`;
  const text = `once an order serves, the forecast expects ${outlook}; at a risk of ${risk} for the last one that is ${ordered} nodes`;
  return [text, why, rise].filter((part) => part !== undefined).join('; ');
}
