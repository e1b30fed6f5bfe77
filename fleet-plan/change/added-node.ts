import { type Load, type PlannerNode, RESOURCES } from '../../core/planner/planner-input';

/**
 * Returns a node shaped like the others: by default of the zone with fewest active nodes, the first of those by name, and with the median of
 * the active nodes' capacities, the lower one of two. Of all nodes when none is active. O(nodes × log).
 */
export function addedNode(id: string, zone: string | undefined, nodes: readonly PlannerNode[]): PlannerNode {
  const active = nodes.filter((node) => node.state === 'active');
  const models = active.length > 0 ? active : nodes;
  return {
    id,
    zone: zone ?? emptiestZone(nodes, active),
    state: 'active',
    capacity: {
      bytes: median(models.map(({ capacity }) => capacity.bytes)),
      load: medianLoad(models.map(({ capacity }) => capacity.load)),
    },
  };
}

function emptiestZone(nodes: readonly PlannerNode[], active: readonly PlannerNode[]): string {
  const counts = new Map(nodes.map(({ zone }) => [zone, 0]));
  for (const { zone } of active) {
    counts.set(zone, (counts.get(zone) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([left, few], [right, many]) => few - many || (left < right ? -1 : 1));
  return first?.[0] ?? '';
}

function medianLoad(loads: readonly Load[]): Load {
  if (loads.some((load) => typeof load === 'number')) {
    return median(loads.filter((load) => typeof load === 'number'));
  }
  const amounts = RESOURCES.flatMap((resource) => {
    const given = loads.flatMap((load) => (typeof load === 'object' ? (load[resource] ?? []) : []));
    return given.length > 0 ? [[resource, median(given)]] : [];
  });
  return Object.fromEntries(amounts);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
