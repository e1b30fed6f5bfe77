import type { Reason } from '../decision';
import type { ScalingInput } from './scaling-input';

/** How few and how many nodes there may be in this minute, and what says so. */
export interface FleetBounds {
  readonly floor: number;
  readonly floorReason: Reason;
  /** Of all that desired counts, those that leave included: they cost until they have gone. */
  readonly ceiling: number;
  readonly ceilingReason: Reason;
}

interface Bound {
  readonly nodes: number;
  readonly reason: Reason;
}

/** Dollars are fractions: what pays for 3 nodes must not pay for 2 because of the last digit. */
const ROUNDING = 1e-9;

/**
 * Returns the bounds that policy, group, cost and open windows come to. The policy's minimum holds always, cost and maximum win
 * over a window's floor, and a window's floor wins over its ceiling. Deterministic, O(1).
 */
export function boundsOf(input: Pick<ScalingInput, 'policy' | 'group' | 'windows'>): FleetBounds {
  const size = sizeBound(input);
  const cost = costBound(input);
  const hard = cost !== undefined && cost.nodes < size.nodes ? cost : size;
  const floor = floorBound(input, hard.nodes);
  const window = windowCeiling(input, floor.nodes);
  const ceiling = window !== undefined && window.nodes < hard.nodes ? window : hard;
  return {
    floor: floor.nodes,
    floorReason: floor.reason,
    ceiling: ceiling.nodes,
    ceilingReason: ceiling.reason,
  };
}

function sizeBound({ policy, group }: Pick<ScalingInput, 'policy' | 'group'>): Bound {
  const nodes = Math.min(policy.maxNodes, group.maxSize);
  return { nodes, reason: { code: 'at-maximum', text: `the group is at its maximum of ${nodes}` } };
}

function costBound({ policy }: Pick<ScalingInput, 'policy'>): Bound | undefined {
  if (policy.costCeiling === undefined) {
    return undefined;
  }
  const { dollarsPerHour, nodeDollarsPerHour } = policy.costCeiling;
  const nodes = Math.max(policy.minNodes, affordableNodes(dollarsPerHour, nodeDollarsPerHour));
  const text = `${dollarsPerHour} dollars an hour pay for ${nodes} nodes at ${nodeDollarsPerHour}`;
  return { nodes, reason: { code: 'cost-ceiling', text } };
}

/** Returns how many nodes a sum pays for. */
export function affordableNodes(dollarsPerHour: number, nodeDollarsPerHour: number): number {
  return Math.floor(dollarsPerHour / nodeDollarsPerHour + ROUNDING);
}

function floorBound({ policy, windows }: Pick<ScalingInput, 'policy' | 'windows'>, most: number): Bound {
  const ofWindow = Math.min(windows.floor ?? 0, most);
  if (ofWindow > policy.minNodes) {
    const text = `${windowNames(windows.names)} wants at least ${ofWindow} nodes`;
    return { nodes: ofWindow, reason: { code: 'window-floor', text } };
  }
  const text = `the policy wants at least ${policy.minNodes} nodes`;
  return { nodes: policy.minNodes, reason: { code: 'below-minimum', text } };
}

function windowCeiling({ windows }: Pick<ScalingInput, 'windows'>, floor: number): Bound | undefined {
  if (windows.ceiling === undefined) {
    return undefined;
  }
  const nodes = Math.max(windows.ceiling, floor);
  const text = `${windowNames(windows.names)} allows at most ${nodes} nodes`;
  return { nodes, reason: { code: 'window-ceiling', text } };
}

function windowNames(names: readonly string[]): string {
  return `schedule ${names.map((name) => `'${name}'`).join(', ')}`;
}
