import { placeByBoundedHashing } from '../../../core/placement/bounded-hashing';
import { placeByLoad } from '../../../core/placement/load-based';
import type { Placement, PlacementNode } from '../../../core/placement/placement';
import { placeByRoundRobin } from '../../../core/placement/round-robin';

/** The smallest table of bounded hashing, of 16 384 slots: quick to build. */
export const SMALL = { mostNodes: 32 };
export const SLOTS = 1 << 14;

/** Uneven, as measured loads are; the same in every run. */
export const SLOT_LOADS = Array.from({ length: 1 << 12 }, (_, slot) => 1 + ((slot * 7919) % 97) / 10);

export type Strategy = (nodes: readonly PlacementNode[]) => Placement;

export const STRATEGIES: Readonly<Record<string, Strategy>> = {
  'bounded hashing': (nodes) => placeByBoundedHashing(nodes, SMALL),
  'round robin': (nodes) => placeByRoundRobin(nodes, { slots: 1 << 12 }),
  'load based': (nodes) => placeByLoad(nodes, SLOT_LOADS),
};

export const KEYS = Array.from({ length: 3000 }, (_, index) => `key-${index}`);

export function nodes(count: number, weightOf: (index: number) => number = () => 1): PlacementNode[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `node-${index}`,
    weight: weightOf(index),
    zone: `zone-${index % 3}`,
  }));
}

/** The nodes of all keys. */
export function answers(placement: Placement): (string | undefined)[] {
  return KEYS.map((key) => placement.lookup(key));
}

/** Share of each node over what its weight entitles it to; the highest. */
export function maxOverMean(placement: Placement): number {
  const weight = placement.nodes.reduce((sum, node) => sum + node.weight, 0);
  const shares = placement.shares();
  return Math.max(...placement.nodes.map((node) => ((shares.get(node.id) ?? 0) * weight) / node.weight));
}
