import type { FleetSwitches } from './table-schema';
import { unreadableSwitches } from './unreadable-switches';

/** Returns the switches of an item, each of which may be missing; of no item all are off, as is one that nobody can read. */
export function parseSwitches(item: Partial<FleetSwitches> | undefined): FleetSwitches {
  const { halted, parked, roll } = item ?? {};
  const unreadable = unreadableSwitches(item ?? {});
  return {
    halted: halted === true,
    parked: parked === true,
    ...(roll && !unreadable.includes('roll') ? { roll } : {}),
    ...(unreadable.length > 0 ? { unreadable } : {}),
  };
}
