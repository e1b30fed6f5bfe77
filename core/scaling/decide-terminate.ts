import type { Reason } from '../decision';
import { type FleetNode, saysItServes } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import { isRetained as isRetainedInstance } from '../lifecycle/decide-lifecycle';
import { hold, type NodeEnd, type ScalingDecision, type ScalingHold } from './scaling-decision';
import type { ScalingInput } from './scaling-input';
import { countedInstances } from './seats';

/** Returns the ids of all nodes that own or follow a shard or are an end of a move. Deterministic, O(shards). */
export function nodesWithShards(shards: readonly Shard[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const shard of shards) {
    const involved = [shard.owner, ...shard.followers, shard.move?.from, shard.move?.to];
    for (const id of involved) {
      if (id) {
        ids.add(id);
      }
    }
  }
  return ids;
}

/**
 * Whether some node waits to be ended by us, so that the shards must be read: our scale-in's victim, a node of a roll, an
 * instance that the group retained, or any node of a fleet that is being parked. A node that an operator drains never does
 * (Law 2).
 */
export function awaitsTermination(input: Pick<ScalingInput, 'nodes' | 'controls' | 'parked' | 'roll'>): boolean {
  return input.nodes.some((node) => isOurs(node, input));
}

/**
 * Returns the ends of empty nodes, at most so many; else one hold while an end is under way or held back, or nothing. A
 * node is empty when it owns and follows no shard and is in no move, by a complete list of shards, and does not itself say
 * otherwise. Deterministic, O(nodes + shards).
 */
export function decideTerminations(input: ScalingInput, limit: number): readonly ScalingDecision[] {
  if (input.shards === undefined || !awaitsTermination(input)) {
    return [];
  }
  if (input.shards.length < input.policy.shardCount) {
    const text = `the table lists ${input.shards.length} of ${input.policy.shardCount} shards, so no node counts as empty`;
    return [hold('shards-incomplete', text, true)];
  }
  const holders = nodesWithShards(input.shards);
  const empty = input.nodes.filter((node) => isOurs(node, input) && !holders.has(node.id) && !saysItServes(node));
  const ready = empty.filter((node) => !isBeingEnded(node, input));
  const [first] = empty;
  if (first !== undefined && ready.length === 0) {
    return [hold('ending', `${first.id} is empty and is being ended`, true)];
  }
  return endAll(ready.slice(0, limit), input);
}

/** Returns the end of an empty node, a hold while an end is under way, or nothing. Deterministic, O(nodes + shards). */
export function decideTerminate(input: ScalingInput): ScalingDecision | undefined {
  return decideTerminations(input, 1)[0];
}

function isOurs(node: FleetNode, input: Pick<ScalingInput, 'controls' | 'parked' | 'roll'>): boolean {
  if (isRetained(node)) {
    return true;
  }
  const control = input.controls.get(node.id);
  const cause = control?.duty === 'draining' ? control.cause : undefined;
  const isRolled = cause === 'roll' && isToBeReplaced(node, input);
  const isWanted = input.parked || isRolled || cause === 'scale-in' || cause === 'terminating';
  return node.instance?.lifecycleState === 'InService' && isWanted;
}

function isToBeReplaced(node: FleetNode, input: Pick<ScalingInput, 'parked' | 'roll'>): boolean {
  return !input.parked && input.roll?.nodes.includes(node.id) === true;
}

/** Whether the group kept it when its end timed out. */
export function isRetained({ instance }: FleetNode): boolean {
  return instance !== undefined && isRetainedInstance(instance);
}

/** Marked for its end moments ago: whoever marked it is about to end it, and ending it twice would lower desired twice. */
function isBeingEnded(node: FleetNode, input: ScalingInput): boolean {
  const control = input.controls.get(node.id);
  return control?.cause === 'terminating' && input.nowMs - control.sinceMs < 2000 * input.policy.tickSeconds;
}

/** Ends as many in this order as the group's minimum allows; a hold only if it allows none. */
function endAll(nodes: readonly FleetNode[], input: ScalingInput): readonly ScalingDecision[] {
  const ends: NodeEnd[] = [];
  const holds: ScalingHold[] = [];
  let { desired } = input.group;
  // A lowered maximum pulls desired down at once, while protected instances stay: those are over, and counted already.
  let over = countedInstances(input.group) - desired;
  for (const node of nodes) {
    const isOver = over > 0;
    const decision = end(node, input, { desired, isOver });
    if (decision.kind === 'hold') {
      holds.push(decision);
      continue;
    }
    ends.push(decision);
    desired -= decision.decrement ? 1 : 0;
    over -= isOver && isSurplus(node, input) ? 1 : 0;
  }
  return ends.length > 0 ? ends : holds.slice(0, 1);
}

function end(
  node: FleetNode,
  input: ScalingInput,
  { desired, isOver }: { readonly desired: number; readonly isOver: boolean },
): NodeEnd | ScalingHold {
  const { minSize } = input.group;
  const decrement = isSurplus(node, input) && !isOver;
  if (decrement && desired <= minSize) {
    return hold('at-minimum', `${node.id} is empty, but the group is at its minimum of ${minSize}`, true);
  }
  return { kind: 'terminate', nodeId: node.id, decrement, reason: terminationReason(node, input) };
}

/** Whether the group is smaller without it. */
function isSurplus(node: FleetNode, input: ScalingInput): boolean {
  return !isRetained(node) && !isToBeReplaced(node, input);
}

function terminationReason(node: FleetNode, input: ScalingInput): Reason {
  if (isRetained(node)) {
    return { code: 'retained-empty', text: `${node.id} was retained by the group and holds no shard` };
  }
  if (isToBeReplaced(node, input)) {
    return { code: 'rolled', text: `${node.id} holds no shard and is replaced, as an operator asked` };
  }
  const why = input.parked ? 'is being parked with its fleet' : 'was drained by our scale-in';
  return { code: input.parked ? 'parked' : 'drained', text: `${node.id} ${why} and holds no shard` };
}
