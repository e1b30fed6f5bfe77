import type { Shard } from '../fleet/shard';
import { murmur3 } from '../placement/hash';
import type { HashRing } from '../placement/hash-ring';
import { rememberedRing } from '../placement/remembered-ring';
import type { FleetLoad, NodeLoad } from './fleet-load';

/** Nodes of a zone that are looked at for one follower: they may be full, and there are many shards. */
const LOOKED_AT = 50;
/** Of the first few that have room the one with fewest copies is taken, which evens copies out. */
const COMPARED = 3;

/** Chooses followers, and counts them at their nodes while it does. */
export class FollowerChoice {
  private readonly byZone = new Map<string, string[]>();
  private readonly zones: readonly string[];
  private readonly rings = new Map<string, HashRing>();

  constructor(private readonly fleet: FleetLoad) {
    for (const node of fleet.targets.filter((target) => !target.refuses)) {
      const ids = this.byZone.get(node.zone) ?? [];
      ids.push(node.id);
      this.byZone.set(node.zone, ids);
    }
    this.zones = [...this.byZone.keys()].sort();
  }

  /**
   * Returns so many followers, fewer when no node can be one: of the present ones those in zones of their own, else nodes of zones
   * that have no copy, else the other present ones, else whichever have room.
   */
  choose(shard: Shard, owner: string, present: readonly string[], count: number): readonly string[] {
    const chosen = [...this.apart(owner, present).slice(0, count)];
    this.fill(shard, chosen, count, () => this.inFreshZone(shard, [owner, ...chosen]));
    chosen.push(...present.filter((id) => !chosen.includes(id)).slice(0, count - chosen.length));
    this.fill(shard, chosen, count, () => this.inZones(shard, [owner, ...chosen], this.zones));
    return chosen;
  }

  private fill(shard: Shard, chosen: string[], count: number, next: () => string | undefined): void {
    while (chosen.length < count) {
      const id = next();
      if (id === undefined) {
        return;
      }
      this.fleet.seatCopy(shard, id);
      chosen.push(id);
    }
  }

  private apart(owner: string, present: readonly string[]): readonly string[] {
    const taken = new Set([this.fleet.zoneOf(owner)]);
    return present.filter((id) => {
      const zone = this.fleet.zoneOf(id);
      const isFresh = !taken.has(zone);
      taken.add(zone);
      return isFresh;
    });
  }

  private inFreshZone(shard: Shard, taken: readonly string[]): string | undefined {
    const zones = new Set(taken.map((id) => this.fleet.zoneOf(id)));
    return this.inZones(
      shard,
      taken,
      this.zones.filter((zone) => !zones.has(zone)),
    );
  }

  /** Each shard begins with another zone. */
  private inZones(shard: Shard, taken: readonly string[], zones: readonly string[]): string | undefined {
    const first = zones.length > 1 ? murmur3(shard.id) % zones.length : 0;
    for (const zone of [...zones.slice(first), ...zones.slice(0, first)]) {
      const node = this.inZone(shard, taken, zone);
      if (node) {
        return node.id;
      }
    }
    return undefined;
  }

  private inZone(shard: Shard, taken: readonly string[], zone: string): NodeLoad | undefined {
    const bytes = this.fleet.bytesOf(shard);
    const open: NodeLoad[] = [];
    let looked = 0;
    for (const id of this.ringOf(zone).walk(shard.id)) {
      const node = this.fleet.target(id);
      if (node && !taken.includes(id) && this.fleet.hasRoom(node, bytes)) {
        open.push(node);
      }
      looked += 1;
      if (open.length === COMPARED || looked === LOOKED_AT) {
        break;
      }
    }
    return open.length === 0 ? undefined : open.reduce((best, node) => (node.copies < best.copies ? node : best));
  }

  private ringOf(zone: string): HashRing {
    const known = this.rings.get(zone);
    if (known) {
      return known;
    }
    const ring = rememberedRing(this.byZone.get(zone) ?? []);
    this.rings.set(zone, ring);
    return ring;
  }
}
