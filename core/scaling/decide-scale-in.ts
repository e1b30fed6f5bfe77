import type { FleetNode } from '../fleet/node';
import { bytesToMove, checkRoom } from './check-room';
import { chooseVictim } from './choose-victim';
import { type DemandWindow, highestDemand, isRising } from './demand-window';
import { type FleetPressure, wholeNodes } from './pressure';
import { hold, type ScalingDecision, type ScalingHold } from './scaling-decision';
import type { ScalingInput } from './scaling-input';
import type { Seats } from './seats';

/** What remains after a scale-in must stay below this share of every scale-out threshold (Law 7). */
export const SCALE_IN_FRACTION = 0.9;

/** Returns whether a node can be spared: a victim to drain, or a hold that says what stands against it. O(nodes + shards). */
export function decideScaleIn(
  input: ScalingInput,
  seats: Seats,
  pressure: FleetPressure,
  window: DemandWindow | undefined,
): ScalingDecision {
  const left = seats.active.length - 1;
  if (pressure.missing.length > 0) {
    const names = pressure.missing.join(', ');
    return hold('metric-missing', `fewer than half of the active nodes report ${names}, so no node is spared`, false);
  }
  const needed = nodesWithMargin(pressure.highest?.demandNodes ?? 0);
  if (left < input.policy.minNodes || needed > left) {
    return hold('steady', steadyText(seats, pressure, input.policy.minNodes), false);
  }
  return unsettled(input, seats) ?? tooSoon(input, window, left) ?? drainOne(input, seats, needed);
}

/** Returns how many nodes keep a demand below its threshold with a margin. */
export function nodesWithMargin(demandNodes: number): number {
  return wholeNodes(demandNodes / SCALE_IN_FRACTION);
}

/** While the fleet is changing, its metrics say little about what a smaller one would feel. */
function unsettled(input: ScalingInput, seats: Seats): ScalingHold | undefined {
  if (seats.joining + seats.asked > 0) {
    return hold('joining', `${seats.joining + seats.asked} nodes are still joining`, true);
  }
  const ours = input.nodes.find((node) => isOurVictim(node, input));
  if (ours) {
    return hold('draining', `${ours.id} is still being emptied`, true);
  }
  const down = input.nodes.find((node) => node.state === 'down' && node.instance !== undefined);
  return down && hold('node-down', `${down.id} is down; its shards are being taken over`, true);
}

function isOurVictim(node: FleetNode, input: ScalingInput): boolean {
  const cause = input.controls.get(node.id)?.cause;
  return node.instance !== undefined && (cause === 'scale-in' || cause === 'terminating');
}

function tooSoon(input: ScalingInput, window: DemandWindow | undefined, left: number): ScalingHold | undefined {
  const seconds = input.policy.scaleInAfterSeconds;
  const highest = window && highestDemand(window, seconds * 1000);
  if (window === undefined || highest === undefined) {
    return hold('watching', `${left} nodes would do, but the load was not watched for ${seconds} s yet`, true);
  }
  if (nodesWithMargin(highest) > left) {
    const text = `${left} nodes would do now, but within ${seconds} s ${nodesWithMargin(highest)} were needed`;
    return hold('needed-recently', text, true);
  }
  return isRising(window) ? hold('demand-rising', `${left} nodes would do, but the demand is rising`, true) : undefined;
}

function drainOne(input: ScalingInput, seats: Seats, needed: number): ScalingDecision {
  const victim = chooseVictim(seats.active);
  if (victim === undefined) {
    return hold('steady', 'no active node can be spared', false);
  }
  const staying = seats.active.filter((node) => node !== victim);
  const leaving = [victim, ...input.nodes.filter((node) => node.state === 'draining')];
  const room = checkRoom(leaving, staying, input.policy.thresholds.diskPercent);
  if (!room.fits) {
    const text = `${victim.id} could be spared, but shard ${room.shardId} (${room.bytes} bytes) fits on no other node: the largest room is ${room.freeBytes} bytes`;
    return hold('no-room', text, true);
  }
  return {
    kind: 'drain',
    nodeId: victim.id,
    cause: 'scale-in',
    reason: { code: 'smaller-size-suffices', text: drainText(victim, seats, needed) },
  };
}

function drainText(victim: FleetNode, seats: Seats, needed: number): string {
  const left = seats.active.length - 1;
  return `${needed} nodes suffice with a margin and ${left} would stay; ${victim.id} has ${bytesToMove(victim)} bytes to move`;
}

function steadyText(seats: Seats, pressure: FleetPressure, minNodes: number): string {
  const highest = pressure.highest;
  const demand = highest ? `${highest.metric} asks for ${highest.demandNodes.toFixed(2)} nodes` : 'nothing is watched';
  return `${demand}, ${seats.active.length} are active and at least ${minNodes} are wanted`;
}
