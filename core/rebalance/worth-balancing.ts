import type { FleetLoad, NodeLoad } from './fleet-load';

/** A move is worth it only if it leaves its target this much of the mean load below its source's load before: less is noise. */
export const LEAST_GAIN_FRACTION = 0.05;

/** What balance is judged by, with moves in flight done. */
export interface BalanceView {
  readonly fleet: FleetLoad;
  /** Nodes that are to share the load. */
  readonly takers: readonly NodeLoad[];
  /** Load of a taker if all were alike, and all that is to come had come. */
  readonly meanLoad: number;
}

/** By node, the load of its lightest shard that may move. */
export type LightestLoads = ReadonlyMap<string, number>;

/** Where balancing starts and what it aims at, in means. */
export interface BalanceBounds {
  readonly startAbove: number;
  readonly fillBelow: number;
  readonly aim: number;
  /** Whether balancing was begun: then it goes on down to the aim. */
  readonly isRebalancing: boolean;
}

/** Whether to plan: `waits` when something would be worth moving, and no budget is left where it is. */
export type Worth = 'nothing' | 'waits' | 'worth-it';

/** Whether a node has too much load or hardly any: all that is looked at in the tick of an even fleet. O(N). */
export function isUneven({ takers, meanLoad }: BalanceView, bounds: BalanceBounds): boolean {
  const most = startOf(bounds) * meanLoad;
  const least = bounds.fillBelow * meanLoad;
  return takers.some((node) => node.load > most || (!node.refuses && node.load < least));
}

/**
 * Returns whether a plan could do anything that is worth moving a shard for. A fleet of few or heavy shards may be uneven for good:
 * planning it anew each tick would cost time, and follow noise. O(N).
 */
export function worthOfBalancing(view: BalanceView, lightest: LightestLoads, bounds: BalanceBounds): Worth {
  const { fleet, takers } = view;
  const sources = [...relievable(view, lightest, startOf(bounds)), ...givers(view, lightest, bounds)];
  if (sources.length === 0) {
    return 'nothing';
  }
  const canGive = sources.some((node) => fleet.canSpendAt(node.id));
  const canTake = takers.some((node) => !node.refuses && fleet.canSpendAt(node.id));
  return canGive && canTake ? 'worth-it' : 'waits';
}

function startOf({ isRebalancing, aim, startAbove }: BalanceBounds): number {
  return isRebalancing ? aim : startAbove;
}

/** Nodes with too much, whose lightest shard would be clearly better off on the least loaded node. */
function relievable({ takers, meanLoad }: BalanceView, lightest: LightestLoads, above: number): readonly NodeLoad[] {
  const open = takers.filter((node) => !node.refuses);
  const least = open.reduce((lowest, node) => Math.min(lowest, node.load), Number.POSITIVE_INFINITY);
  const isRelievable = (node: NodeLoad) => {
    const leastAfter = least + (lightest.get(node.id) ?? Number.POSITIVE_INFINITY);
    return node.load > above * meanLoad && node.load - leastAfter >= LEAST_GAIN_FRACTION * meanLoad;
  };
  return takers.filter(isRelievable);
}

/** Nodes that keep nearly their share when they give their lightest shard to a node that has far too little. */
function givers(
  { takers, meanLoad }: BalanceView,
  lightest: LightestLoads,
  { fillBelow, aim }: BalanceBounds,
): readonly NodeLoad[] {
  const isEmpty = (node: NodeLoad) => !node.refuses && node.load < fillBelow * meanLoad;
  const room = takers.filter(isEmpty).reduce((most, node) => Math.max(most, aim * meanLoad - node.load), 0);
  return takers.filter((node) => {
    const load = lightest.get(node.id) ?? Number.POSITIVE_INFINITY;
    return load <= room && node.load - load >= (2 - aim) * meanLoad;
  });
}
