import type { Shard } from '../fleet/shard';
import type { HashRing } from '../placement/hash-ring';
import { DISK_LIMIT_FRACTION, type FleetLoad, type NodeLoad } from './fleet-load';

/** A node for a shard, or why there is none. */
export type TargetChoice = { readonly node: NodeLoad } | { readonly none: 'no-active-node' | 'no-disk' | 'no-budget' };

/** What makes a node acceptable besides its disk. */
export interface TargetRules {
  /** No node goes above this load while another stays below it. */
  readonly loadBound: number;
  /** Refuses a node for a reason of the caller's, e.g. a spent budget. */
  readonly mayUse: (node: NodeLoad) => boolean;
}

/**
 * Returns the node for a shard by consistent hashing with bounded loads: the first on the shard's walk around the ring
 * that stays within the bound, else the least loaded one. Pure, O(nodes) at worst.
 * @see https://arxiv.org/abs/1608.01350
 */
export function chooseTarget(shard: Shard, ring: HashRing, fleet: FleetLoad, rules: TargetRules): TargetChoice {
  const load = fleet.loadOf(shard);
  const bytes = fleet.bytesOf(shard);
  const hasRoom = (node: NodeLoad) => node.bytes + bytes <= node.capacityBytes * DISK_LIMIT_FRACTION;
  for (const id of ring.walk(shard.id)) {
    const node = fleet.target(id);
    if (node && node.load + load <= rules.loadBound && hasRoom(node) && rules.mayUse(node)) {
      return { node };
    }
  }
  const open = fleet.targets.filter(hasRoom);
  const usable = open.filter(rules.mayUse);
  return usable.length > 0 ? { node: leastLoaded(usable) } : { none: missingReason(fleet, open) };
}

function missingReason(fleet: FleetLoad, open: readonly NodeLoad[]): 'no-active-node' | 'no-disk' | 'no-budget' {
  if (fleet.targets.length === 0) {
    return 'no-active-node';
  }
  return open.length === 0 ? 'no-disk' : 'no-budget';
}

function leastLoaded(nodes: readonly NodeLoad[]): NodeLoad {
  return nodes.reduce((best, node) => (node.load < best.load ? node : best));
}
