import type { FleetNode, GroupState } from '../fleet/node';
import type { RollSwitch } from '../table/table-schema';

/** The group's size, seen as what serves and what takes a seat without serving. */
export interface Seats {
  readonly active: readonly FleetNode[];
  /** Launched but not serving yet. */
  readonly joining: number;
  /** Asked of AWS but not launched yet. */
  readonly asked: number;
  /** Being emptied for a roll: the node that replaces each of them needs no further seat. */
  readonly rolling: number;
  /** Counted in desired, but draining for another reason or down. */
  readonly occupied: number;
  /** Nodes that serve or will, those that are to replace rolled ones included: work in flight counts (Law 6). */
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
export function countSeats(group: GroupState, nodes: readonly FleetNode[], roll?: RollSwitch): Seats {
  const rolled = new Set(roll?.nodes);
  const counted = nodes.filter((node) => node.instance !== undefined && isCounted(node.instance.lifecycleState));
  const active = counted.filter((node) => node.state === 'active');
  const joining = counted.filter((node) => node.state === 'joining').length;
  const rolling = counted.filter((node) => isRolling(node, rolled)).length;
  const asked = Math.max(0, group.desired - counted.length);
  const occupied = counted.length - active.length - joining - rolling;
  return { active, joining, asked, rolling, occupied, serving: active.length + joining + asked + rolling };
}

/** A node of the roll that was marked for its end is still one of the roll. */
function isRolling(node: FleetNode, rolled: ReadonlySet<string>): boolean {
  const isMarked = node.drainCause === 'terminating' && rolled.has(node.id);
  return node.state === 'draining' && (node.drainCause === 'roll' || isMarked);
}
