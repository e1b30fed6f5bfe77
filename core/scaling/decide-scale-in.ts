import type { FleetNode } from '../fleet/node';
import { bytesToMove, checkRoom } from './check-room';
import { chooseVictim } from './choose-victim';
import { launchesBlocked } from './decide-scale-out';
import { nodesWithShards } from './decide-terminate';
import { type DemandWindow, highestDemand, isRising } from './demand-window';
import { minuteOf } from './fleet-forecast';
import { followFleetForecast } from './follow-fleet-forecast';
import { minutesToEmpty } from './moving-cost';
import { grewForSuchDemand } from './node-waste';
import { demandOf, nodesWithMargin } from './pressure';
import type { ScalingBasis } from './scaling-basis';
import { hold, type ScalingDecision, type ScalingHold } from './scaling-decision';
import type { ScalingInput } from './scaling-input';
import type { Seats } from './seats';

/**
 * Returns whether a node can be spared: a victim to drain, or a hold that says what stands against it. With a forecast the
 * smaller size must suffice as far as that looks, and the nodes too many must have wasted enough; without one the smaller size
 * must have sufficed for a fixed time. O(nodes + shards), and a plan for the smaller fleet.
 */
export function decideScaleIn(input: ScalingInput, basis: ScalingBasis): ScalingDecision {
  const { seats, pressure, sufficing } = basis;
  const left = seats.active.length - 1;
  if (pressure.missing.length > 0) {
    const names = pressure.missing.join(', ');
    return hold('metric-missing', `fewer than half of the active nodes report ${names}, so no node is spared`, false);
  }
  if (sufficing > left) {
    return hold('steady', steadyText(basis), false);
  }
  return unsettled(input, seats) ?? tooSoon(input, basis, left) ?? drainOne(input, basis);
}

/** While the fleet is changing, its metrics say little about what a smaller one would feel. */
function unsettled(input: ScalingInput, seats: Seats): ScalingHold | undefined {
  const coming = seats.joining + (launchesBlocked(input, seats) ? 0 : seats.asked);
  if (coming > 0) {
    return hold('joining', `${coming} nodes are still joining`, true);
  }
  const ours = input.nodes.find((node) => isOurVictim(node, input));
  if (ours) {
    return hold('draining', `${ours.id} is still being emptied`, true);
  }
  const holders = input.shards && nodesWithShards(input.shards);
  const down = input.nodes.find((node) => node.state === 'down' && node.instance && !isTakenOver(node, holders));
  return down && hold('node-down', `${down.id} is down; its shards are being taken over`, true);
}

/** A dead node without a shard tells nothing any more. Where shards were not read, they are before a node is drained. */
function isTakenOver({ id, heartbeat }: FleetNode, holders: ReadonlySet<string> | undefined): boolean {
  return heartbeat?.fenced === true && holders?.has(id) !== true;
}

function isOurVictim(node: FleetNode, input: ScalingInput): boolean {
  const cause = input.controls.get(node.id)?.cause;
  return node.instance !== undefined && (cause === 'scale-in' || cause === 'terminating');
}

function tooSoon(input: ScalingInput, basis: ScalingBasis, left: number): ScalingHold | undefined {
  const { window } = basis;
  const seconds = input.policy.scaleInAfterSeconds;
  const highest = window && highestDemand(window, seconds * 1000);
  if (window === undefined || highest === undefined) {
    return hold('watching', `${left} nodes would do, but the load was not watched for ${seconds} s yet`, true);
  }
  const unsure = basis.forecast
    ? (grownRecently(input, basis, left) ?? wastedTooLittle(basis, left))
    : neededRecently(highest, left, seconds);
  return unsure ?? rising(window, left);
}

/** A forecast may think better of what it ordered; a fleet that follows it both ways at one demand flaps (Law 7). */
function grownRecently(input: ScalingInput, basis: ScalingBasis, left: number): ScalingHold | undefined {
  const seconds = input.policy.scaleInAfterSeconds;
  const now = { minute: minuteOf(input.nowMs), demandNodes: demandOf(basis.pressure) };
  if (!grewForSuchDemand(basis.waste, now, seconds / 60)) {
    return undefined;
  }
  const text = `${left} nodes would do, but nodes were added within ${seconds} s for a demand that has not fallen since`;
  return hold('grown-recently', text, true);
}

function neededRecently(highest: number, left: number, seconds: number): ScalingHold | undefined {
  if (nodesWithMargin(highest) <= left) {
    return undefined;
  }
  const text = `${left} nodes would do now, but within ${seconds} s ${nodesWithMargin(highest)} were needed`;
  return hold('needed-recently', text, true);
}

function wastedTooLittle(basis: ScalingBasis, left: number): ScalingHold | undefined {
  if (followFleetForecast(basis)?.reason === 'forecast-below') {
    return undefined;
  }
  const wasted = `what is too much has wasted only ${basis.waste.nodeMinutes} node-minutes yet`;
  const text = `${left} nodes would do, but ${wasted}, or is within the forecast's error`;
  return hold('waiting-for-waste', text, true);
}

function rising(window: DemandWindow, left: number): ScalingHold | undefined {
  return isRising(window) ? hold('demand-rising', `${left} nodes would do, but the demand is rising`, true) : undefined;
}

function drainOne(input: ScalingInput, basis: ScalingBasis): ScalingDecision {
  const { seats } = basis;
  const victim = chooseVictim(seats.active);
  if (victim === undefined) {
    return hold('steady', 'no active node can be spared', false);
  }
  const lack = lackWithout(victim, input, seats);
  if (lack !== undefined) {
    return hold('no-room', `${victim.id} could be spared, but ${lack}`, true);
  }
  const text = drainText(victim, basis);
  return (
    tooDearToMove(victim, input, basis) ?? {
      kind: 'drain',
      nodeId: victim.id,
      cause: 'scale-in',
      reason: { code: 'smaller-size-suffices', text },
    }
  );
}

/** What the fleet would lack without the victim: bytes, replicas, or load that can be shared. */
function lackWithout(
  victim: FleetNode,
  { nodes, shards, policy }: ScalingInput,
  { active }: Seats,
): string | undefined {
  const left = active.length - 1;
  if (left < policy.replicas) {
    return `${left} nodes are too few for ${policy.replicas} copies of each shard`;
  }
  const room = checkRoom({ nodes, leaving: [victim.id], shards, policy });
  return room.fits ? undefined : room.text;
}

/** Emptying a node keeps it for a while: that pays only once the nodes too many have cost as much. */
function tooDearToMove(victim: FleetNode, input: ScalingInput, { waste }: ScalingBasis): ScalingHold | undefined {
  const minutes = minutesToEmpty(bytesToMove(victim), input.policy.moveBudgets);
  if (waste.nodeMinutes >= minutes) {
    return undefined;
  }
  const wasted = `what is too much has wasted ${waste.nodeMinutes} node-minutes yet`;
  const text = `${victim.id} could be spared, but emptying it takes ${minutes.toFixed(1)} minutes, and ${wasted}`;
  return hold('moving-costs-more', text, true);
}

function drainText(victim: FleetNode, { seats, sufficing }: ScalingBasis): string {
  const left = seats.active.length - 1;
  const least = `${victim.id} has ${bytesToMove(victim)} bytes to move, the least in zone ${victim.zone}`;
  return `${sufficing} nodes suffice with a margin and ${left} would stay; ${least}`;
}

function steadyText({ seats, pressure, bounds, forecast }: ScalingBasis): string {
  const highest = pressure.highest;
  const demand = highest ? `${highest.metric} asks for ${highest.demandNodes.toFixed(2)} nodes` : 'nothing is watched';
  const outlook = forecast?.need ? `, the forecast keeps ${forecast.need.keep}` : '';
  return `${demand}${outlook}, ${seats.active.length} are active and at least ${bounds.floor} are wanted`;
}
