import type { FleetNode } from '../fleet/node';
import type { RollSwitch } from '../table/table-schema';
import { checkRoom } from './check-room';
import { launchTrouble, suspendedLaunches } from './decide-scale-out';
import { decideTerminations } from './decide-terminate';
import { hold, type ScalingDecision, type ScalingHold } from './scaling-decision';
import type { ScalingInput } from './scaling-input';
import type { Seats } from './seats';

/**
 * Returns what a roll asks for in this tick: nodes to take back that no roll lists any more, empty nodes to end without
 * lowering desired, so that the group launches their successors, nodes to drain, or the roll's end; else one hold that says
 * what it waits for. Empty when there is no roll and none has left anything. At most the roll's `maxUnavailable` nodes are
 * missing at once: being emptied for it, down, or launched and not active yet. Deterministic; mostly one plan for the smaller fleet, at worst one a node.
 */
export function decideRoll(input: ScalingInput, seats: Seats): readonly ScalingDecision[] {
  const left = input.nodes.filter((node) => isLeftOver(node, input));
  if (left.length > 0) {
    return left.map(takeBack);
  }
  const { roll } = input;
  if (roll === undefined) {
    return [];
  }
  const standing = listedIn(roll, input.nodes);
  if (standing.length === 0) {
    const text = `all ${roll.nodes.length} nodes of the roll have left the group`;
    return [{ kind: 'end-roll', startedAtMs: roll.startedAtMs, reason: { code: 'rolled', text } }];
  }
  return goOn(roll, standing, input, seats);
}

/** Trouble with launches comes first: an old node is better than none. */
function goOn(
  roll: RollSwitch,
  standing: readonly FleetNode[],
  input: ScalingInput,
  seats: Seats,
): readonly ScalingDecision[] {
  const trouble = launchTrouble(input, seats) ?? suspendedLaunches(input);
  if (trouble) {
    return [trouble];
  }
  const ends = decideTerminations(input, roll.maxUnavailable);
  if (ends.some((decision) => decision.kind !== 'hold')) {
    return ends;
  }
  const drains = drainMore(roll, standing, input, seats);
  return drains.some((decision) => decision.kind !== 'hold') || ends.length === 0 ? drains : ends;
}

function drainMore(
  roll: RollSwitch,
  standing: readonly FleetNode[],
  input: ScalingInput,
  seats: Seats,
): readonly ScalingDecision[] {
  const victim = input.nodes.find((node) => node.drainCause === 'scale-in');
  if (victim) {
    return [hold('draining', `the roll waits: ${victim.id} is still being emptied by our scale-in`, true)];
  }
  const waiting = standing.filter((node) => isWaiting(node, input)).sort(emptiestFirst);
  if (waiting.length === 0) {
    return [hold('rolling', `${standing.length} nodes of the roll are being emptied, ended or started`, false)];
  }
  return drainWithin(roll, waiting, input, seats);
}

/** A node that serves nobody, being down or drained already, costs nothing of what may be missing. */
function drainWithin(
  roll: RollSwitch,
  waiting: readonly FleetNode[],
  input: ScalingInput,
  seats: Seats,
): readonly ScalingDecision[] {
  const decisions: ScalingDecision[] = [];
  let missing = missingNodes(input, seats);
  const leaving: FleetNode[] = [];
  const fitTogether = lackOfDisk(nextToLeave(waiting, roll.maxUnavailable - missing), input) === undefined;
  for (const node of waiting) {
    if (node.state !== 'active') {
      decisions.push(drain(node, `${node.id} is ${node.state} and is to be replaced`));
      continue;
    }
    if (missing >= roll.maxUnavailable) {
      const text = `${waiting.length} nodes wait for the roll: ${missing} are missing, and at most ${roll.maxUnavailable} may be`;
      return actionsOr(decisions, hold('budget-spent', text, false));
    }
    const lack = fitTogether ? undefined : lackOfDisk([...leaving, node], input);
    if (lack) {
      return actionsOr(decisions, lack);
    }
    decisions.push(
      drain(node, `${node.id} is to be replaced; ${missing} of at most ${roll.maxUnavailable} are missing`),
    );
    leaving.push(node);
    missing += 1;
  }
  return decisions;
}

function nextToLeave(waiting: readonly FleetNode[], count: number): readonly FleetNode[] {
  return waiting.filter((node) => node.state === 'active').slice(0, Math.max(0, count));
}

function actionsOr(decisions: readonly ScalingDecision[], otherwise: ScalingHold): readonly ScalingDecision[] {
  return decisions.length > 0 ? decisions : [otherwise];
}

/** Too much load for a while is what the roll's `maxUnavailable` allows. */
function lackOfDisk(leaving: readonly FleetNode[], { nodes, shards, policy }: ScalingInput): ScalingHold | undefined {
  const last = leaving.at(-1);
  const room = last && checkRoom({ nodes, leaving: leaving.map(({ id }) => id), shards, policy });
  if (room === undefined || room.fits || room.lack === 'load') {
    return undefined;
  }
  return hold('no-room', `${last?.id} is to be replaced, but meanwhile ${room.text}`, true);
}

function missingNodes(input: ScalingInput, seats: Seats): number {
  const down = input.nodes.filter((node) => node.state === 'down' && node.instance !== undefined).length;
  return seats.rolling + down + seats.joining + seats.asked;
}

/** A roll that was cancelled, or that never listed the node, gives it back. */
function isLeftOver(node: FleetNode, input: ScalingInput): boolean {
  const isListed = input.roll?.nodes.includes(node.id) === true;
  const isOurs = input.controls.get(node.id)?.cause === 'roll' && node.instance?.lifecycleState === 'InService';
  return isOurs && !isListed;
}

function takeBack(node: FleetNode): ScalingDecision {
  const text = `${node.id} was being emptied for a roll that lists it no more: it stays`;
  return { kind: 'undrain', nodeId: node.id, cause: 'roll', reason: { code: 'roll-cancelled', text } };
}

function listedIn(roll: RollSwitch, nodes: readonly FleetNode[]): readonly FleetNode[] {
  const listed = new Set(roll.nodes);
  return nodes.filter((node) => (node.instance !== undefined || node.isMissed) && listed.has(node.id));
}

/** One that an operator drains is replaced all the same, since an operator named it; one that is still starting is not. */
function isWaiting(node: FleetNode, input: ScalingInput): boolean {
  const cause = input.controls.get(node.id)?.cause;
  const isFree = cause === undefined || cause === 'operator' || cause === 'park';
  return isFree && node.state !== 'joining' && node.instance?.lifecycleState === 'InService';
}

/** Nodes that serve nobody go first; of the others those with fewest shards, then by id. */
function emptiestFirst(left: FleetNode, right: FleetNode): number {
  return rank(left) - rank(right) || (left.id < right.id ? -1 : 1);
}

function rank(node: FleetNode): number {
  return node.state === 'active' ? 1 + Object.keys(node.heartbeat?.shards ?? {}).length : 0;
}

function drain(node: FleetNode, text: string): ScalingDecision {
  return { kind: 'drain', nodeId: node.id, cause: 'roll', reason: { code: 'roll', text } };
}
