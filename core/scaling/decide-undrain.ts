import type { FleetNode } from '../fleet/node';
import { demandOf, nodesWithMargin } from './pressure';
import type { ScalingBasis } from './scaling-basis';
import type { ScalingAction } from './scaling-decision';
import type { ScalingInput } from './scaling-input';

/**
 * Takes a victim of our own scale-in back once the load that allowed it is gone: what remains must keep the margin until
 * the very end (Law 7), or ending a node would be followed by launching one. The same when the forecast orders a node: the
 * victim is there at once. For that reason nodes that AWS owes or that still start count for nothing here: they may replace
 * one that was lost since, and may never come. Deterministic, O(nodes).
 */
export function decideUndrain(input: ScalingInput, basis: ScalingBasis): ScalingAction | undefined {
  const { seats, pressure, bounds, forecast } = basis;
  const withMargin = nodesWithMargin(demandOf(pressure));
  const needed = Math.max(withMargin, forecast?.need?.order ?? 0, bounds.floor);
  const victim = input.nodes.find((node) => isVictim(node, input));
  const serving = seats.serving - seats.joining - seats.asked;
  if (needed <= serving || victim === undefined) {
    return undefined;
  }
  const text = `${needed} nodes are needed with a margin and ${serving} serve: ${victim.id} stays`;
  return { kind: 'undrain', nodeId: victim.id, cause: 'scale-in', reason: { code: 'demand-returned', text } };
}

/** Whether our scale-in empties it, so that it can be taken back. */
export function isVictim(node: FleetNode, input: Pick<ScalingInput, 'controls'>): boolean {
  const isOurs = input.controls.get(node.id)?.cause === 'scale-in';
  return isOurs && node.state === 'draining' && node.instance?.lifecycleState === 'InService';
}
