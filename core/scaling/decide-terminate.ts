import { type FleetNode, saysItServes } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import { hold, type ScalingDecision } from './scaling-decision';
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
 * Whether some node waits to be ended by us, so that the shards must be read: our scale-in's victim, or an instance
 * that the group retained. A node that an operator drains never does (Law 2).
 */
export function awaitsTermination(input: Pick<ScalingInput, 'nodes' | 'controls'>): boolean {
  return input.nodes.some((node) => isOurs(node, input));
}

/**
 * Returns the end of an empty node, a hold while an end is under way, or nothing. A node is empty when it owns and
 * follows no shard and is in no move, by a complete list of shards, and does not itself say otherwise.
 * Deterministic, O(nodes + shards).
 */
export function decideTerminate(input: ScalingInput): ScalingDecision | undefined {
  if (input.shards === undefined || !awaitsTermination(input)) {
    return undefined;
  }
  if (input.shards.length < input.policy.shardCount) {
    const text = `the table lists ${input.shards.length} of ${input.policy.shardCount} shards, so no node counts as empty`;
    return hold('shards-incomplete', text, true);
  }
  const holders = nodesWithShards(input.shards);
  const empty = input.nodes.filter((node) => isOurs(node, input) && !holders.has(node.id) && !saysItServes(node));
  const ready = empty.find((node) => !isBeingEnded(node, input));
  if (ready) {
    return terminate(ready, input);
  }
  return empty[0] && hold('ending', `${empty[0].id} is empty and is being ended`, true);
}

function isOurs(node: FleetNode, input: Pick<ScalingInput, 'controls'>): boolean {
  if (isRetained(node)) {
    return true;
  }
  const cause = input.controls.get(node.id)?.cause;
  return node.instance?.lifecycleState === 'InService' && (cause === 'scale-in' || cause === 'terminating');
}

function isRetained(node: FleetNode): boolean {
  return node.instance?.lifecycleState === 'Terminating:Retained';
}

/** Marked for its end moments ago: whoever marked it is about to end it, and ending it twice would lower desired twice. */
function isBeingEnded(node: FleetNode, input: ScalingInput): boolean {
  const control = input.controls.get(node.id);
  return control?.cause === 'terminating' && input.nowMs - control.sinceMs < 2000 * input.policy.tickSeconds;
}

function terminate(node: FleetNode, input: ScalingInput): ScalingDecision {
  const isScaleIn = !isRetained(node);
  // A lowered maximum pulls desired down at once, while protected instances stay: those are over, and counted already.
  const decrement = isScaleIn && countedInstances(input.group) <= input.group.desired;
  if (decrement && input.group.desired <= input.group.minSize) {
    return hold('at-minimum', `${node.id} is empty, but the group is at its minimum of ${input.group.minSize}`, true);
  }
  const why = isScaleIn ? 'was drained by our scale-in' : 'was retained by the group';
  const reason = { code: isScaleIn ? 'drained' : 'retained-empty', text: `${node.id} ${why} and holds no shard` };
  return { kind: 'terminate', nodeId: node.id, decrement, reason };
}
