import type { FleetModel } from '../../core/planner/fleet-model';
import { columns } from '../../output/columns';
import { counted } from '../../output/units';
import type { FleetLevels } from './node-levels';
import { percent, ratio } from './number-text';
import { type Range, zoneLevels } from './zone-levels';

/** Nodes that are shown from either end. */
const EXTREMES_SHOWN = 3;

/** How large a fleet is, and what is in flight. */
export function sizeLine(model: FleetModel): string {
  const { nodes, zoneNames, shards, policy, flights } = model;
  const size = `${counted(nodes.ids.length, 'node')} in ${counted(zoneNames.length, 'zone')}${otherStates(model)}`;
  const inFlight = flights.length > 0 ? `; ${counted(flights.length, 'move')} in flight` : '';
  return `${size}, ${counted(shards.ids.length, 'shard')} with ${counted(policy.replicas, 'replica')} each${inFlight}`;
}

/** How many nodes are not active, by state. */
function otherStates({ nodes }: FleetModel): string {
  const isIn = {
    joining: (node: number) => nodes.takes[node] === 0 && nodes.leaves[node] === 0,
    draining: (node: number) => nodes.leaves[node] === 1 && nodes.isDown[node] === 0,
    down: (node: number) => nodes.isDown[node] === 1,
  };
  const counts = Object.entries(isIn).map(([state, matches]) => ({
    state,
    count: [...nodes.ids.keys()].filter(matches).length,
  }));
  const words = counts.filter(({ count }) => count > 0).map(({ state, count }) => `${count} ${state}`);
  return words.length > 0 ? ` (${words.join(', ')})` : '';
}

/** What the active nodes of each zone carry before and after a plan. */
export function zoneLines(model: FleetModel, levels: FleetLevels): readonly string[] {
  const titles = ['zone', 'nodes', 'load before', 'load after', 'fullest disk'];
  const rows = zoneLevels(model, levels).map(({ zone, nodes, before, after, fullestDisk }) => {
    return [zone, nodes, rangeText(before), rangeText(after), percent(fullestDisk)];
  });
  return rows.length > 0
    ? ["load of a zone's active nodes ÷ their share: least, mean, most", ...columns(titles, rows)]
    : [];
}

/** The active nodes with most and with least load before a plan, and what they carry after it. O(nodes × log). */
export function extremeLines({ nodes, zoneNames }: FleetModel, { before, after }: FleetLevels): readonly string[] {
  const active = [...nodes.ids.keys()].filter((node) => nodes.takes[node] === 1);
  const level = (node: number) => before.multiples[node] as number;
  const heaviestFirst = active.sort((left, right) => level(right) - level(left) || left - right);
  const hidden = heaviestFirst.length - 2 * EXTREMES_SHOWN;
  const shown = heaviestFirst.filter(
    (_, place) => place < EXTREMES_SHOWN || place >= EXTREMES_SHOWN + Math.max(0, hidden),
  );
  const rows = shown.map((node) => [
    nodes.ids[node] as string,
    zoneNames[nodes.zones[node] as number] as string,
    ratio(level(node)),
    ratio(after.multiples[node] as number),
    percent(before.diskFractions[node] as number),
    percent(after.diskFractions[node] as number),
  ]);
  const title = hidden > 0 ? `most and least loaded of ${active.length} active nodes` : 'active nodes';
  const titles = ['node', 'zone', 'load before', 'load after', 'disk before', 'disk after'];
  return rows.length > 0 ? [title, ...columns(titles, rows)] : [];
}

function rangeText({ least, mean, most }: Range): string {
  return [least, mean, most].map(ratio).join('  ');
}
