import { MOST_SHARDS_A_NODE } from '../fleet/node';
import { affordableNodes } from '../scaling/fleet-bounds';
import type { FaultList } from './fault-list';
import type { FleetPolicy } from './fleet-policy';

const FORECAST_TICK_SECONDS = 60;

/** A policy whose members were checked one by one; those that were refused are absent. */
export type CheckedMembers = Partial<FleetPolicy>;

/** Notes a fault for every pair of members that do not fit each other; a member that was refused is left out. */
export function checkPolicyRelations(members: CheckedMembers, faults: FaultList): void {
  checkNodes(members, faults);
  checkReplicas(members, faults);
  checkMoveTimeout(members, faults);
  checkRebalancing(members, faults);
  checkLease(members, faults);
  checkForecast(members, faults);
  checkWindows(members, faults);
  checkCostCeiling(members, faults);
}

function checkNodes({ minNodes, maxNodes, shardCount }: CheckedMembers, faults: FaultList): void {
  if (minNodes !== undefined && maxNodes !== undefined && minNodes > maxNodes) {
    const fix = `Lower minNodes to ${maxNodes} or raise maxNodes to ${minNodes}.`;
    faults.add('minNodes', minNodes, `at most maxNodes, which is ${maxNodes}`, fix);
  }
  if (minNodes !== undefined && shardCount !== undefined && shardCount > MOST_SHARDS_A_NODE * minNodes) {
    const fix = `Lower shardCount or raise minNodes to ${Math.ceil(shardCount / MOST_SHARDS_A_NODE)}.`;
    faults.add(
      'shardCount',
      shardCount,
      `at most ${MOST_SHARDS_A_NODE} for each of minNodes, which is ${minNodes}`,
      fix,
    );
  }
}

/** Each copy is on a node of its own. */
function checkReplicas({ replicas, maxNodes }: CheckedMembers, faults: FaultList): void {
  if (replicas !== undefined && maxNodes !== undefined && replicas > maxNodes) {
    const fix = `Lower replicas to ${maxNodes} or raise maxNodes to ${replicas}.`;
    faults.add('replicas', replicas, `at most maxNodes, which is ${maxNodes}`, fix);
  }
}

/** The tick after the one that made a move must not find it late. */
function checkMoveTimeout({ moveTimeoutSeconds, tickSeconds }: CheckedMembers, faults: FaultList): void {
  if (moveTimeoutSeconds !== undefined && tickSeconds !== undefined && moveTimeoutSeconds < 2 * tickSeconds) {
    const fix = `Raise moveTimeoutSeconds to ${2 * tickSeconds} or more.`;
    faults.add('moveTimeoutSeconds', moveTimeoutSeconds, `at least twice tickSeconds, which is ${tickSeconds}`, fix);
  }
}

function checkRebalancing(members: CheckedMembers, faults: FaultList): void {
  const { rebalanceAboveMaxOverMean: start, rebalanceToMaxOverMean: stop } = members;
  if (start !== undefined && stop !== undefined && stop > start) {
    const fix = `Lower rebalanceToMaxOverMean to ${start} or less, or rebalancing would never end.`;
    faults.add('rebalanceToMaxOverMean', stop, `at most rebalanceAboveMaxOverMean, which is ${start}`, fix);
  }
}

/** A node must get more than one chance to renew before its lease is over. */
function checkLease({ heartbeatSeconds, leaseSeconds }: CheckedMembers, faults: FaultList): void {
  if (heartbeatSeconds !== undefined && leaseSeconds !== undefined && heartbeatSeconds > leaseSeconds / 3) {
    const fix = `Lower heartbeatSeconds to ${Math.floor(leaseSeconds / 3)} or raise leaseSeconds to ${heartbeatSeconds * 3}.`;
    faults.add('heartbeatSeconds', heartbeatSeconds, `at most a third of leaseSeconds, which is ${leaseSeconds}`, fix);
  }
}

/** The forecast learns from every minute; of minutes that nobody looks at it learns nothing. */
function checkForecast({ forecast, tickSeconds }: CheckedMembers, faults: FaultList): void {
  if (forecast !== undefined && tickSeconds !== undefined && tickSeconds !== FORECAST_TICK_SECONDS) {
    const fix = `Set tickSeconds to ${FORECAST_TICK_SECONDS} or leave forecast out.`;
    faults.add('tickSeconds', tickSeconds, `${FORECAST_TICK_SECONDS} when there is a forecast`, fix);
  }
}

/** A floor that can never be reached, or a ceiling that never holds, is a mistake. */
function checkWindows({ windows, minNodes, maxNodes }: CheckedMembers, faults: FaultList): void {
  for (const { name, floor, ceiling } of windows ?? []) {
    if (floor !== undefined && maxNodes !== undefined && floor > maxNodes) {
      const fix = `Lower the floor to ${maxNodes} or raise maxNodes to ${floor}.`;
      faults.add(`the floor of window '${name}'`, floor, `at most maxNodes, which is ${maxNodes}`, fix);
    }
    if (ceiling !== undefined && minNodes !== undefined && ceiling < minNodes) {
      const fix = `Raise the ceiling to ${minNodes} or lower minNodes to ${ceiling}.`;
      faults.add(`the ceiling of window '${name}'`, ceiling, `at least minNodes, which is ${minNodes}`, fix);
    }
  }
}

function checkCostCeiling({ costCeiling, minNodes }: CheckedMembers, faults: FaultList): void {
  const { dollarsPerHour, nodeDollarsPerHour } = costCeiling ?? {};
  if (dollarsPerHour === undefined || nodeDollarsPerHour === undefined || minNodes === undefined) {
    return;
  }
  if (affordableNodes(dollarsPerHour, nodeDollarsPerHour) < minNodes) {
    const least = Number((minNodes * nodeDollarsPerHour).toPrecision(6));
    const accepted = `at least ${least}, which is what minNodes of ${minNodes} cost at ${nodeDollarsPerHour} each`;
    const fix = `Raise costCeiling.dollarsPerHour to ${least} or lower minNodes.`;
    faults.add('costCeiling.dollarsPerHour', dollarsPerHour, accepted, fix);
  }
}
