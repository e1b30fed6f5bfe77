import type { NodeFault } from '../../core/fleet/node';
import type { Shard } from '../../core/fleet/shard';
import { countedInstances } from '../../core/scaling/seats';
import { SWITCHES_KEY } from '../../core/table/table-schema';
import { counted, renderList } from '../../output/units';
import type { FleetView } from './fleet-view';
import type { NodeStatus } from './node-status';

/** Returns what wants an operator's eye, each with the next command; empty when all is well. O(nodes). */
export function findTrouble(
  view: FleetView,
  nodes: readonly NodeStatus[],
  unowned: readonly string[],
): readonly string[] {
  return [
    ...switchTrouble(view, unowned),
    ...shardTrouble(view, unowned),
    ...nodeTrouble(nodes),
    ...launchTrouble(view),
  ];
}

function switchTrouble({ switches }: FleetView, unowned: readonly string[]): readonly string[] {
  const { halted, parked, unreadable = [] } = switches;
  const item = `the item ${SWITCHES_KEY.pk}, ${SWITCHES_KEY.sk}`;
  return [
    ...(unreadable.length > 0
      ? [`nobody can read ${unreadable.join(', ')} of ${item}: off until it is put right, or ordered anew`]
      : []),
    ...(halted ? ['the fleet is halted: nothing moves, nothing scales. End it: fleet resume'] : []),
    ...(parked
      ? [
          `the fleet is parked or being parked: ${counted(unowned.length, 'shard')} without an owner. End it: fleet resume`,
        ]
      : []),
  ];
}

function shardTrouble({ switches, shards, fleet }: FleetView, unowned: readonly string[]): readonly string[] {
  const missing = fleet.policy.shardCount - shards.length;
  return [
    ...(missing > 0
      ? [`${counted(missing, 'shard')} without a row in the table; was it lost? See: fleet rebuild`]
      : []),
    ...rowTrouble(shards),
    ...(unowned.length > 0 && !switches.parked
      ? [`${counted(unowned.length, 'shard')} without a live owner: ${renderList(unowned)}. Why: fleet moves --history`]
      : []),
  ];
}

function rowTrouble(shards: readonly Shard[]): readonly string[] {
  const rows = shards.flatMap(({ id, unreadable }) => (unreadable ? [`${id} (${unreadable.join(', ')})`] : []));
  const remedy = 'put them right, or delete the row: the next tick makes it anew';
  return rows.length > 0
    ? [
        `${counted(rows.length, 'shard')} with attributes in the row that nobody can read: ${renderList(rows)}; ${remedy}`,
      ]
    : [];
}

function nodeTrouble(nodes: readonly NodeStatus[]): readonly string[] {
  return nodes.flatMap((node) => [
    ...(node.lifecycle === 'Terminating:Retained'
      ? [`${node.id} is retained and bills until it is empty; it owns ${counted(node.owned, 'shard')}`]
      : []),
    ...(node.lifecycle === undefined && node.owned > 0
      ? [
          `${node.id} is gone and owns ${counted(node.owned, 'shard')}, taken over once its lease is over; see: fleet moves`,
        ]
      : []),
    ...(node.fenced ? [deathTrouble(node)] : []),
    ...(node.faults ?? []).map((fault) => `${node.id} reports ${renderFault(fault)}`),
    ...(node.refuses ? [`${node.id} takes no more shards: ${node.refuses}`] : []),
  ]);
}

/** A machine whose agent does not come back stays in the group, and bills, until somebody has it replaced. */
function deathTrouble({ id, lifecycle }: NodeStatus): string {
  const text = `${id} was declared dead; its shards are taken over from their homes`;
  return lifecycle === 'InService' ? `${text}. If its agent stays away: fleet roll --node ${id}` : text;
}

function launchTrouble({ group }: FleetView): readonly string[] {
  const owed = group.desired - countedInstances(group);
  return owed > 0
    ? [`AWS owes the group ${counted(owed, 'instance')}; if that lasts, read the scaler's decisions below`]
    : [];
}

function renderFault({ code, shardId, message }: NodeFault): string {
  return `${code}${shardId ? ` of ${shardId}` : ''}: ${message}`;
}
