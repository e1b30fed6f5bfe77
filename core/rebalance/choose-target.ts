import type { Shard } from '../fleet/shard';
import type { HashRing } from '../placement/hash-ring';
import type { FleetLoad, NodeLoad } from './fleet-load';

/** A node takes more than its share of what nobody serves up to this load: it is served sooner, and balanced later. */
const MOST_URGENT_LOAD = 0.8;

/** Why there is no node for a shard. */
export type NoTarget = 'no-active-node' | 'nodes-refuse' | 'no-disk' | 'no-budget' | 'too-many-shards';

/** A node for a shard, or why there is none. */
export type TargetChoice = { readonly node: NodeLoad } | { readonly none: NoTarget };

/** What makes a node acceptable besides its disk. */
export interface TargetRules {
  /** No node goes above this load while another stays below it. */
  readonly loadBound: number;
  /** No node that has so many bytes to fetch is sent more while another has less. */
  readonly fetchBound: number;
  /** Refuses a node for a reason of the caller's, e.g. a spent budget. */
  readonly mayUse: (node: NodeLoad) => boolean;
  /** Nodes that have a copy already, best first; their disk needs no room. @default - none */
  readonly preferred?: readonly string[];
  /** Whether a preferred node may go above the bound: nobody serves the shard. @default false */
  readonly isUrgent?: boolean;
}

/**
 * Returns the node for a shard: a preferred one, else by consistent hashing with bounded loads the first on the shard's
 * walk around the ring that stays within the bounds, else the least loaded one. A shard that nobody serves goes above the bound of
 * load before it waits behind others for its bytes, to a node with power to spare. A node that would rather not is chosen
 * last, and only for such a shard. Pure, O(nodes) at worst.
 * @see https://arxiv.org/abs/1608.01350
 */
export function chooseTarget(shard: Shard, ring: HashRing, fleet: FleetLoad, rules: TargetRules): TargetChoice {
  const load = fleet.loadOf(shard);
  const isWithinBound = (node: NodeLoad) => node.load + load <= rules.loadBound;
  const isUsable = (node: NodeLoad) => fleet.hasSeat(node) && rules.mayUse(node);
  for (const id of rules.preferred ?? []) {
    const node = fleet.target(id);
    if (node && !node.refuses && (rules.isUrgent || isWithinBound(node)) && isUsable(node)) {
      return { node };
    }
  }
  const bytes = fleet.bytesOf(shard);
  const isQuick = (node: NodeLoad) => bytes === 0 || node.fetchBytes < rules.fetchBound;
  for (const id of ring.walk(shard.id)) {
    const node = fleet.target(id);
    if (node && isWithinBound(node) && isQuick(node) && fleet.hasRoom(node, bytes) && isUsable(node)) {
      return { node };
    }
  }
  const open = fleet.targets.filter((node) => fleet.hasRoom(node, bytes));
  const usable = open.filter(isUsable);
  const found = usable.length > 0 ? usable : reluctantNodes(fleet, bytes, rules).filter(isUsable);
  if (found.length === 0) {
    return { none: missingReason(fleet, open) };
  }
  const quick = found.filter((node) => isQuick(node) && node.load + load <= MOST_URGENT_LOAD);
  return { node: leastLoaded(rules.isUrgent && quick.length > 0 ? quick : found) };
}

/** Those with a copy alone when there are any. */
function reluctantNodes(fleet: FleetLoad, bytes: number, { isUrgent, preferred }: TargetRules): readonly NodeLoad[] {
  const reluctant = isUrgent ? fleet.targets.filter((node) => node.refuses && !node.refusesHard) : [];
  const withCopy = reluctant.filter((node) => preferred?.includes(node.id));
  return withCopy.length > 0 ? withCopy : reluctant.filter((node) => fleet.hasDisk(node, bytes));
}

function missingReason(fleet: FleetLoad, open: readonly NodeLoad[]): NoTarget {
  if (fleet.targets.length === 0) {
    return 'no-active-node';
  }
  if (fleet.targets.every((node) => node.refuses)) {
    return 'nodes-refuse';
  }
  if (open.length === 0) {
    return 'no-disk';
  }
  return open.some((node) => fleet.hasSeat(node)) ? 'no-budget' : 'too-many-shards';
}

function leastLoaded(nodes: readonly NodeLoad[]): NodeLoad {
  return nodes.reduce((best, node) => (node.load < best.load ? node : best));
}
