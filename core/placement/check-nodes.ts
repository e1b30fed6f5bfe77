import { FaultList } from '../policy/fault-list';
import type { PlacementNode } from './placement';

/** A slot names its node by 16 bits. */
export const MOST_NODES = 65_535;

/** Between these, weights add up and divide without overflow. */
const MOST_WEIGHT = 1e100;
const LEAST_WEIGHT = 1e-100;

/** Nodes that keys cannot be placed on, or a change of nodes that cannot be made. */
export class InvalidNodesError extends Error {
  override readonly name = 'InvalidNodesError';

  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

/**
 * Checks the nodes of a placement. O(nodes).
 * @throws InvalidNodesError with every fault: empty and duplicate ids, weights that are no number above 0, empty zones
 */
export function checkNodes(nodes: readonly PlacementNode[]): void {
  const faults = new FaultList();
  const places = new Map<string, number>();
  nodes.forEach(({ id, weight, zone }, index) => {
    const label = `nodes[${index}]`;
    const known = places.get(id);
    if (typeof id !== 'string' || id === '') {
      faults.add(`${label}.id`, id, 'a text that is not empty', 'Give the node an id.');
    } else if (known !== undefined) {
      faults.add(`${label}.id`, id, `an id that nodes[${known}] does not have`, 'Remove one of the two.');
    } else {
      places.set(id, index);
    }
    if (typeof weight !== 'number' || !(weight >= LEAST_WEIGHT && weight <= MOST_WEIGHT)) {
      faults.add(`${label}.weight`, shown(weight), 'a number above 0', 'Leave out a node that takes no keys.');
    }
    if (zone !== undefined && (typeof zone !== 'string' || zone === '')) {
      faults.add(`${label}.zone`, zone, 'a text that is not empty', 'Leave the zone out if there is none.');
    }
  });
  if (nodes.length > MOST_NODES) {
    faults.add('nodes', nodes.length, `at most ${MOST_NODES} nodes`, 'Place on groups of nodes.');
  }
  if (faults.faults.length > 0) {
    throw new InvalidNodesError(faults.faults);
  }
}

/**
 * Returns the place of a node in the list. O(nodes).
 * @throws InvalidNodesError when it is not there
 */
export function indexOfNode(ids: readonly string[], id: string): number {
  const index = ids.indexOf(id);
  if (index < 0) {
    throw new InvalidNodesError([`There is no node '${id}' among the ${ids.length} nodes. Check its id.`]);
  }
  return index;
}

/** JSON has no NaN and no infinity. */
function shown(weight: unknown): unknown {
  return typeof weight === 'number' && !Number.isFinite(weight) ? String(weight) : weight;
}
