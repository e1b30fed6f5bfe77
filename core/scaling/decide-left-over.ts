import { decideTerminate, isRetained } from './decide-terminate';
import { isVictim } from './decide-undrain';
import { isHold, type ScalingAction } from './scaling-decision';
import type { ScalingInput } from './scaling-input';

/**
 * Returns what manual scaling must not leave behind: an empty instance that the group retained, which belongs to no size and
 * bills, and a victim of automatic scaling, which nobody would end. Deterministic, O(nodes + shards).
 */
export function decideLeftOver(input: ScalingInput): ScalingAction | undefined {
  const end = decideTerminate({ ...input, nodes: input.nodes.filter(isRetained) });
  if (end && !isHold(end)) {
    return end;
  }
  const victim = input.nodes.find((node) => isVictim(node, input));
  if (victim === undefined) {
    return undefined;
  }
  const text = `${victim.id} was being emptied when scaling became manual: it stays`;
  return { kind: 'undrain', nodeId: victim.id, cause: 'scale-in', reason: { code: 'manual-scaling', text } };
}
