import type { FleetNode, GroupState } from '../fleet/node';

/** The group's size, seen as what serves and what takes a seat without serving. */
export interface Seats {
  readonly active: readonly FleetNode[];
  /** Launched but not serving yet. */
  readonly joining: number;
  /** Asked of AWS but not launched yet. */
  readonly asked: number;
  /** Counted in desired, but draining or down. */
  readonly occupied: number;
  /** Nodes that serve or will: work in flight counts (Law 6). */
  readonly serving: number;
}

/**
 * Whether AWS counts the instance in desired; one that is ending, retained or in standby it does not.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
 */
function isCounted(lifecycleState: string): boolean {
  return lifecycleState === 'InService' || lifecycleState.startsWith('Pending');
}

/** Returns how many instances AWS counts in desired. */
export function countedInstances(group: GroupState): number {
  return group.instances.filter((instance) => isCounted(instance.lifecycleState)).length;
}

/** Returns how the group's seats are taken. Deterministic, O(nodes). */
export function countSeats(group: GroupState, nodes: readonly FleetNode[]): Seats {
  const counted = nodes.filter((node) => node.instance !== undefined && isCounted(node.instance.lifecycleState));
  const active = counted.filter((node) => node.state === 'active');
  const joining = counted.filter((node) => node.state === 'joining').length;
  const asked = Math.max(0, group.desired - counted.length);
  const occupied = counted.length - active.length - joining;
  return { active, joining, asked, occupied, serving: active.length + joining + asked };
}
