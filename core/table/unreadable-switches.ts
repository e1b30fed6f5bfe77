import { isCount } from '../is-count';
import { hasShape, Optional } from '../memory/has-shape';
import type { FleetSwitches } from './table-schema';

const ROLL = { nodes: [''], startedAtMs: 0 };

/** Returns the names of a stored item's switches that nobody can read. O(nodes of the roll). */
export function unreadableSwitches({ halted, parked, roll }: Partial<FleetSwitches>): readonly string[] {
  const isBoolean = (value: unknown) => hasShape(value, new Optional(false));
  // One that does not say how many nodes may be missing would have all of them emptied at once.
  const isRoll = roll == null || (hasShape(roll, ROLL) && isCount(roll.maxUnavailable) && roll.maxUnavailable > 0);
  return [
    ...(isBoolean(halted) ? [] : ['halted']),
    ...(isBoolean(parked) ? [] : ['parked']),
    ...(isRoll ? [] : ['roll']),
  ];
}
