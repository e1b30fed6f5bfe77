import type { FleetLimits } from './fleet-limits';

/** The largest of a node's loads over its share, 0 for a node without a share: 1 is the mean. O(resources). */
export function multipleOf({ shares }: FleetLimits, loads: readonly Float64Array[], node: number): number {
  let most = 0;
  for (let resource = 0; resource < loads.length; resource += 1) {
    const share = shares[resource]?.[node] as number;
    const load = loads[resource]?.[node] as number;
    most = Math.max(most, share > 0 ? load / share : 0);
  }
  return most;
}

/** The largest multiple of all nodes. O(nodes × resources). */
export function maxOverMean(limits: FleetLimits, loads: readonly Float64Array[]): number {
  return limits.model.nodes.ids.reduce((most, _, node) => Math.max(most, multipleOf(limits, loads, node)), 0);
}
