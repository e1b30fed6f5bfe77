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
  const search = new TargetSearch(shard, fleet, rules);
  const node = search.preferred() ?? search.nextOn(ring);
  return node ? { node } : search.leastLoaded();
}

class TargetSearch {
  private readonly load: number;
  private readonly bytes: number;
  /** A node that has so much to fetch is full. */
  private readonly fetchBound: number;

  constructor(
    private readonly shard: Shard,
    private readonly fleet: FleetLoad,
    private readonly rules: TargetRules,
  ) {
    this.load = fleet.loadOf(shard);
    this.bytes = fleet.bytesOf(shard);
    const waitsForBytes = rules.isUrgent && this.bytes > 0;
    this.fetchBound = waitsForBytes ? fleet.meanFetchBytes() : Number.POSITIVE_INFINITY;
  }

  preferred(): NodeLoad | undefined {
    const { fleet, rules } = this;
    return rules.preferred
      ?.map((id) => fleet.target(id))
      .find((node) => node && !node.refuses && (rules.isUrgent || this.isWithinBound(node)) && this.isUsable(node));
  }

  nextOn(ring: HashRing): NodeLoad | undefined {
    for (const id of ring.walk(this.shard.id)) {
      const node = this.fleet.target(id);
      if (node && this.isWithinBound(node) && this.isQuick(node) && this.hasRoom(node) && this.isUsable(node)) {
        return node;
      }
    }
    return undefined;
  }

  leastLoaded(): TargetChoice {
    const open = this.fleet.targets.filter((node) => this.hasRoom(node));
    const usable = open.filter((node) => this.isUsable(node));
    const found = usable.length > 0 ? usable : this.reluctant().filter((node) => this.isUsable(node));
    if (found.length === 0) {
      return { none: missingReason(this.fleet, open) };
    }
    const quick = this.rules.isUrgent ? found.filter((node) => this.hasPowerToSpare(node)) : [];
    const best = quick.length > 0 ? quick : found;
    return { node: best.reduce((least, node) => (node.load < least.load ? node : least)) };
  }

  /** Those with a copy alone when there are any. */
  private reluctant(): readonly NodeLoad[] {
    const { isUrgent, preferred } = this.rules;
    const reluctant = isUrgent ? this.fleet.targets.filter((node) => node.refuses && !node.refusesHard) : [];
    const withCopy = reluctant.filter((node) => preferred?.includes(node.id));
    return withCopy.length > 0 ? withCopy : reluctant.filter((node) => this.fleet.hasDisk(node, this.bytes));
  }

  private isWithinBound(node: NodeLoad): boolean {
    return node.load + this.load <= this.rules.loadBound;
  }

  private isQuick(node: NodeLoad): boolean {
    return node.fetchBytes < this.fetchBound;
  }

  private hasPowerToSpare(node: NodeLoad): boolean {
    return this.isQuick(node) && node.load + this.load <= MOST_URGENT_LOAD;
  }

  private hasRoom(node: NodeLoad): boolean {
    return this.fleet.hasRoom(node, this.bytes);
  }

  private isUsable(node: NodeLoad): boolean {
    return this.fleet.hasSeat(node) && this.rules.mayUse(node);
  }
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
