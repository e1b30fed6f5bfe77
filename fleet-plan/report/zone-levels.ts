import type { FleetModel } from '../../core/planner/fleet-model';
import type { FleetLevels, NodeLevels } from './node-levels';

/** What the active nodes of a zone carry: least, mean by node and most. */
export interface Range {
  readonly least: number;
  readonly mean: number;
  readonly most: number;
}

export interface ZoneLevels {
  readonly zone: string;
  readonly nodes: number;
  readonly before: Range;
  readonly after: Range;
  /** Fullest disk after the plan, over its size. */
  readonly fullestDisk: number;
}

/** Returns what the active nodes of each zone carry, zones by name; those without any are left out. O(zones × nodes). */
export function zoneLevels({ nodes, zoneNames }: FleetModel, { before, after }: FleetLevels): readonly ZoneLevels[] {
  return zoneNames.flatMap((zone, number) => {
    const members = [...nodes.ids.keys()].filter((node) => nodes.zones[node] === number && nodes.takes[node] === 1);
    const fullestDisk = members.reduce((most, node) => Math.max(most, after.diskFractions[node] as number), 0);
    const ranges = { before: rangeOf(before, members), after: rangeOf(after, members) };
    return members.length > 0 ? [{ zone, nodes: members.length, ...ranges, fullestDisk }] : [];
  });
}

function rangeOf({ multiples }: NodeLevels, members: readonly number[]): Range {
  const values = members.map((node) => multiples[node] as number);
  return {
    least: values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    most: values.reduce((most, value) => Math.max(most, value), 0),
  };
}
