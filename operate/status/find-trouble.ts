import type { NodeFault } from '../../core/fleet/node';
import { countedInstances } from '../../core/scaling/seats';
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
  const halted = switches.halted ? ['the fleet is halted: nothing moves, nothing scales. End it: fleet resume'] : [];
  if (!switches.parked) {
    return halted;
  }
  return [
    ...halted,
    `the fleet is parked or being parked: ${counted(unowned.length, 'shard')} without an owner. End it: fleet resume`,
  ];
}

function shardTrouble({ switches, shards, fleet }: FleetView, unowned: readonly string[]): readonly string[] {
  const missing = fleet.policy.shardCount - shards.length;
  return [
    ...(missing > 0
      ? [`${counted(missing, 'shard')} without a row in the table; was it lost? See: fleet rebuild`]
      : []),
    ...(unowned.length > 0 && !switches.parked
      ? [`${counted(unowned.length, 'shard')} without a live owner: ${renderList(unowned)}. Why: fleet moves --history`]
      : []),
  ];
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
    ...(node.fenced ? [`${node.id} was declared dead; its shards are taken over from their homes`] : []),
    ...(node.faults ?? []).map((fault) => `${node.id} reports ${renderFault(fault)}`),
    ...(node.refuses ? [`${node.id} takes no more shards: ${node.refuses}`] : []),
  ]);
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
