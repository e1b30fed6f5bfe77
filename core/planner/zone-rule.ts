import type { FleetModel } from './fleet-model';

/**
 * Returns how many replicas of a shard one zone may hold: one as long as there are as many zones as replicas, else as many as an
 * even spread over the zones of the nodes that take shards needs. At least 1. O(nodes).
 */
export function mostInOneZone({ nodes, policy }: FleetModel): number {
  const open = new Set(nodes.zones.filter((_, node) => nodes.takes[node] === 1));
  return Math.ceil(policy.replicas / Math.max(1, open.size));
}

/**
 * Returns the least multiple of the mean that the most loaded node must carry, if loads could be cut at will, because no zone holds more
 * than its part of the replicas: above 1 when a zone is so large, or another so small, that the rule binds. O(zones²).
 * @param capacities of the zones
 * @param mostPart of all load that one zone may carry, above 0
 */
export function reachableOverMean(capacities: readonly number[], mostPart: number): number {
  const total = sum(capacities);
  let open = capacities;
  let rest = 1;
  for (;;) {
    const level = rest / sum(open);
    const full = open.filter((capacity) => level * capacity > mostPart * (1 + 1e-9));
    if (full.length === 0 || full.length === open.length) {
      return Math.max(1, level * total);
    }
    open = open.filter((capacity) => level * capacity <= mostPart * (1 + 1e-9));
    rest -= full.length * mostPart;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
