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
  /** Refuses a node for a reason of the caller's, e.g. a spent budget. */
  readonly mayUse: (node: NodeLoad) => boolean;
  /** Nodes that have a copy already, best first; their disk needs no room. @default - none */
  readonly preferred?: readonly string[];
  /** Nobody serves the shard: a preferred node may go above the bound, and no node is sent more to fetch while another has less. @default false */
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
  const bytes = fleet.bytesOf(shard);
  const waitsForBytes = rules.isUrgent && bytes > 0;
  const fetchBound = waitsForBytes ? fleet.meanFetchBytes() : Number.POSITIVE_INFINITY;
  const search: Search = { shard, fleet, rules, bytes, fetchBound, load: fleet.loadOf(shard) };
  const node = preferredNode(search) ?? nextNode(search, ring);
  return node ? { node } : leastLoaded(search);
}

interface Search {
  readonly shard: Shard;
  readonly fleet: FleetLoad;
  readonly rules: TargetRules;
  readonly load: number;
  readonly bytes: number;
  /** A node that has so much to fetch is full. */
  readonly fetchBound: number;
}

function preferredNode(search: Search): NodeLoad | undefined {
  const { fleet, rules } = search;
  return rules.preferred
    ?.map((id) => fleet.target(id))
    .find((node) => node && !node.refuses && (rules.isUrgent || isWithinBound(search, node)) && isUsable(search, node));
}

function nextNode(search: Search, ring: HashRing): NodeLoad | undefined {
  const { shard, fleet, bytes } = search;
  for (const id of ring.walk(shard.id)) {
    const node = fleet.target(id);
    const isFree = node && isWithinBound(search, node) && isQuick(search, node) && fleet.hasRoom(node, bytes);
    if (isFree && isUsable(search, node)) {
      return node;
    }
  }
  return undefined;
}

function leastLoaded(search: Search): TargetChoice {
  const { fleet, rules, load, bytes } = search;
  const open = fleet.targets.filter((node) => fleet.hasRoom(node, bytes));
  const usable = open.filter((node) => isUsable(search, node));
  const found = usable.length > 0 ? usable : reluctantNodes(search).filter((node) => isUsable(search, node));
  if (found.length === 0) {
    return { none: missingReason(fleet, open) };
  }
  const hasPowerToSpare = (node: NodeLoad) => isQuick(search, node) && node.load + load <= MOST_URGENT_LOAD;
  const quick = rules.isUrgent ? found.filter(hasPowerToSpare) : [];
  const best = quick.length > 0 ? quick : found;
  return { node: best.reduce((least, node) => (node.load < least.load ? node : least)) };
}

/** Those with a copy alone when there are any. */
function reluctantNodes({ fleet, rules: { isUrgent, preferred }, bytes }: Search): readonly NodeLoad[] {
  const reluctant = isUrgent ? fleet.targets.filter((node) => node.refuses && !node.refusesHard) : [];
  const withCopy = reluctant.filter((node) => preferred?.includes(node.id));
  return withCopy.length > 0 ? withCopy : reluctant.filter((node) => fleet.hasDisk(node, bytes));
}

function isWithinBound({ rules, load }: Search, node: NodeLoad): boolean {
  return node.load + load <= rules.loadBound;
}

function isQuick({ fetchBound }: Search, node: NodeLoad): boolean {
  return node.fetchBytes < fetchBound;
}

function isUsable({ fleet, rules }: Search, node: NodeLoad): boolean {
  return fleet.hasSeat(node) && rules.mayUse(node);
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
