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

type BoundsInput = Pick<ScalingInput, 'policy' | 'group' | 'windows'>;

interface Bound {
  readonly nodes: number;
  readonly reason: Reason;
}

/** Dollars are fractions: what pays for 3 nodes must not pay for 2 because of the last digit. */
const ROUNDING = 1e-9;

/**
 * Returns the bounds that policy, group, cost and open windows come to. The highest minimum of policy, copies and group holds always, cost
 * and maximum win over a window's floor, and a window's floor wins over its ceiling. Deterministic, O(1).
 */
export function boundsOf(input: BoundsInput): FleetBounds {
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

function costBound({ policy, group }: Pick<ScalingInput, 'policy' | 'group'>): Bound | undefined {
  if (policy.costCeiling === undefined) {
    return undefined;
  }
  const { dollarsPerHour, nodeDollarsPerHour } = policy.costCeiling;
  const nodes = Math.max(leastBound({ policy, group }).nodes, affordableNodes(dollarsPerHour, nodeDollarsPerHour));
  const text = `${dollarsPerHour} dollars an hour pay for ${nodes} nodes at ${nodeDollarsPerHour}`;
  return { nodes, reason: { code: 'cost-ceiling', text } };
}

/** Returns how many nodes a sum pays for. */
export function affordableNodes(dollarsPerHour: number, nodeDollarsPerHour: number): number {
  return Math.floor(dollarsPerHour / nodeDollarsPerHour + ROUNDING);
}

/**
 * Returns the highest minimum. Each copy of a shard is on a node of its own. AWS ends no node that its group's minimum asks for, so one
 * that was emptied all the same would bill for nothing.
 */
function leastBound({ policy, group }: Pick<BoundsInput, 'policy' | 'group'>): Bound {
  const { minNodes, replicas } = policy;
  const nodes = Math.max(minNodes, replicas, group.minSize);
  const who =
    nodes === minNodes ? 'the policy wants' : nodes === replicas ? 'copies of each shard want' : 'the group wants';
  return { nodes, reason: { code: 'below-minimum', text: `${who} at least ${nodes} nodes` } };
}

function floorBound({ policy, group, windows }: BoundsInput, most: number): Bound {
  const least = leastBound({ policy, group });
  const ofWindow = Math.min(windows.floor ?? 0, most);
  if (ofWindow <= least.nodes) {
    return least;
  }
  const text = `${windowNames(windows.names)} wants at least ${ofWindow} nodes`;
  return { nodes: ofWindow, reason: { code: 'window-floor', text } };
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
