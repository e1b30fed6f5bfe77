import type { NodeColumns } from './fleet-model';
import { isQuantity, type PlannerFaults } from './planner-faults';
import { type Load, PLANNER_NODE_STATES, type PlannerNode, RESOURCES, type Resource } from './planner-input';

/** Nodes in numbers, and what else is known once they are read. */
export interface ReadNodes {
  readonly columns: NodeColumns;
  readonly zoneNames: readonly string[];
  readonly resources: readonly (Resource | 'load')[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly largestBytes: number;
}

/** Returns the nodes as columns, and notes every fault. Resources are those of the first node; all must have the same. O(nodes). */
export function readNodes(nodes: readonly PlannerNode[], faults: PlannerFaults): ReadNodes {
  const resources = resourcesOf(nodes[0]?.capacity?.load);
  const zoneNames = [...new Set(nodes.map(({ zone }) => zone))].sort();
  const zoneNumbers = new Map(zoneNames.map((name, number) => [name, number]));
  const numbers = new Map<string, number>();
  const columns = {
    ids: nodes.map(({ id }) => id),
    zones: Int32Array.from(nodes, ({ zone }) => zoneNumbers.get(zone) ?? 0),
    capacityBytes: Float64Array.from(nodes, ({ capacity }) => capacity?.bytes),
    capacityLoads: resources.map((resource) =>
      Float64Array.from(nodes, (node) => loadIn(node.capacity?.load, resource)),
    ),
    takes: Uint8Array.from(nodes, ({ state }) => Number(state === 'active')),
    leaves: Uint8Array.from(nodes, ({ state }) => Number(state === 'draining' || state === 'down')),
    isDown: Uint8Array.from(nodes, ({ state }) => Number(state === 'down')),
  };
  nodes.forEach((node, number) => {
    const place = `nodes[${number}]`;
    checkIdentity(node, place, numbers, faults);
    numbers.set(node.id, number);
    checkCapacity(node, place, resources, faults);
  });
  if (nodes.length === 0) {
    faults.add('nodes', nodes, 'at least one node', 'Give the nodes of the fleet.');
  }
  const largestBytes = columns.capacityBytes.reduce((most, bytes) => (bytes > most ? bytes : most), 0);
  return { columns, zoneNames, resources, numbers, largestBytes };
}

/** What a load says of a resource; of `load`, what it says as one number. NaN when it says nothing that can be read. */
export function loadIn(load: Load | undefined, resource: Resource | 'load'): number {
  if (typeof load === 'number') {
    return resource === 'load' ? load : Number.NaN;
  }
  return resource === 'load' || typeof load !== 'object' || load === null ? Number.NaN : (load[resource] ?? 0);
}

function resourcesOf(load: Load | undefined): readonly (Resource | 'load')[] {
  if (typeof load !== 'object' || load === null) {
    return ['load'];
  }
  return RESOURCES.filter((resource) => load[resource] !== undefined);
}

function checkIdentity(
  { id, zone, state }: PlannerNode,
  place: string,
  numbers: ReadonlyMap<string, number>,
  faults: PlannerFaults,
): void {
  const known = numbers.get(id);
  if (typeof id !== 'string' || id === '') {
    faults.add(`${place}.id`, id, 'a text that is not empty', 'Give the node an id.');
  } else if (known !== undefined) {
    const accepted = `an id that ${faults.nameOf(`nodes[${known}]`)} does not have`;
    faults.add(`${place}.id`, id, accepted, 'Remove one of the two.');
  }
  if (typeof zone !== 'string' || zone === '') {
    faults.add(`${place}.zone`, zone, 'a text that is not empty', 'Name the zone; nodes of one zone fail together.');
  }
  if (!PLANNER_NODE_STATES.includes(state)) {
    faults.add(`${place}.state`, state, PLANNER_NODE_STATES.join(', '), 'Correct the state.');
  }
}

function checkCapacity(
  { capacity }: PlannerNode,
  place: string,
  resources: readonly (Resource | 'load')[],
  faults: PlannerFaults,
): void {
  if (!isQuantity(capacity?.bytes) || capacity.bytes === 0) {
    faults.add(`${place}.capacity.bytes`, capacity?.bytes, 'a number above 0', 'Give the size of the disk in bytes.');
  }
  const given = resourcesOf(capacity?.load);
  if (given.length === 0 || given.join() !== resources.join()) {
    const accepted = `a load of ${resources.join(', ') || RESOURCES.join(', ')}, as ${faults.nameOf('nodes[0]')} has`;
    faults.add(`${place}.capacity.load`, capacity?.load, accepted, 'Give all nodes the same resources.');
    return;
  }
  for (const resource of resources) {
    const amount = loadIn(capacity?.load, resource);
    if (!isQuantity(amount) || amount === 0) {
      const name = resource === 'load' ? 'load' : `load.${resource}`;
      faults.add(`${place}.capacity.${name}`, amount, 'a number above 0', 'Drain a node that can serve nothing.');
    }
  }
}
