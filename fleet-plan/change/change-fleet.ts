import type { PlannerFaults } from '../../core/planner/planner-faults';
import type { PlannerNode } from '../../core/planner/planner-input';
import { renderBytes, renderList } from '../../output/units';
import type { FleetDocument } from '../input/fleet-form';
import { addedNode } from './added-node';
import { nearIds } from './near-ids';

/** What is to be different from what a fleet's file says. */
export interface FleetChange {
  /** Ids of nodes to be emptied. */
  readonly drain?: readonly string[];
  /** Ids of nodes that are gone. */
  readonly remove?: readonly string[];
  /** Nodes that come, each as `id` or `id:zone`. */
  readonly add?: readonly string[];
  /** Load of a node over its share that is planned for, and above which balancing starts. */
  readonly threshold?: number;
}

/** A fleet after a change, and what was assumed. */
export interface ChangedFleet {
  readonly fleet: FleetDocument;
  readonly remarks: readonly string[];
}

/** Returns the fleet with the change; notes ids that do not fit. Pure. O(nodes × changes). */
export function changeFleet(fleet: FleetDocument, change: FleetChange, faults: PlannerFaults): ChangedFleet {
  const drained = marked(fleet.nodes, '--drain', change.drain ?? [], 'draining', faults);
  const removed = marked(drained, '--remove', change.remove ?? [], 'down', faults);
  for (const id of change.remove?.filter((gone) => change.drain?.includes(gone)) ?? []) {
    faults.add('--remove', id, 'a node that is not to be drained', 'Drain it, or remove it at once.');
  }
  const { nodes, remarks } = withAdded(removed, change.add ?? [], faults);
  return { fleet: { ...fleet, nodes, policy: policyOf(fleet, change) }, remarks };
}

function policyOf({ policy }: FleetDocument, { threshold }: FleetChange): FleetDocument['policy'] {
  return threshold === undefined ? policy : { ...policy, maxOverMean: threshold, startAbove: threshold };
}

function marked(
  nodes: readonly PlannerNode[],
  option: string,
  ids: readonly string[],
  state: PlannerNode['state'],
  faults: PlannerFaults,
): readonly PlannerNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const id of ids) {
    const node = byId.get(id);
    if (node === undefined) {
      faults.add(option, id, 'the id of a node', hintOf(id, [...byId.keys()]));
    } else if (node.state === 'down' && state === 'draining') {
      faults.add(option, id, 'a node that is not down', 'Leave it out: a node that is down is emptied anyway.');
    }
  }
  return nodes.map((node) => (ids.includes(node.id) && node.state !== 'down' ? { ...node, state } : node));
}

function hintOf(id: string, known: readonly string[]): string {
  const near = nearIds(id, known);
  return near.length > 0 ? `Perhaps ${near.join(' or ')} is meant.` : `The nodes are ${renderList(known)}.`;
}

function withAdded(nodes: readonly PlannerNode[], wishes: readonly string[], faults: PlannerFaults) {
  const all = [...nodes];
  const remarks: string[] = [];
  for (const wish of wishes) {
    const [, id = '', zone] = /^(.*?)(?::([^:]*))?$/.exec(wish) ?? [];
    if (id === '' || zone === '') {
      faults.add('--add', wish, 'an id, or id:zone', 'Give the new node a name.');
    } else if (all.some((node) => node.id === id)) {
      faults.add('--add', id, 'an id that no node has', 'Give the new node a name of its own.');
    } else {
      const node = addedNode(id, zone, all);
      all.push(node);
      const { bytes, load } = node.capacity;
      const size = `${renderBytes(bytes)} and a load of ${JSON.stringify(load)}`;
      remarks.push(`${id} is added to zone ${node.zone} with ${size}, the medians of the others`);
    }
  }
  return { nodes: all, remarks };
}
