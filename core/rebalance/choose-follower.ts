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

  /** Returns the followers with each one that shares a zone replaced by one in a zone of its own, where there is one. */
  spread(shard: Shard, owner: string, followers: readonly string[]): readonly string[] {
    if (this.zones.length < 2) {
      return followers;
    }
    const result = [...followers];
    result.forEach((follower, at) => {
      const others = [owner, ...result.filter((_, index) => index !== at)];
      const taken = this.zonesOf(others);
      const zone = this.fleet.zoneOf(follower);
      const better = zone !== undefined && taken.has(zone) ? this.inFreshZone(shard, others, taken) : undefined;
      if (better) {
        this.fleet.seatCopy(shard, better);
        result[at] = better;
      }
    });
    return result;
  }

  /** Returns so many more followers, fewer when no node can be one. */
  more(shard: Shard, owner: string, followers: readonly string[], count: number): readonly string[] {
    const added: string[] = [];
    while (added.length < count) {
      const taken = [owner, ...followers, ...added];
      const next = this.inFreshZone(shard, taken, this.zonesOf(taken)) ?? this.inZones(shard, taken, this.zones);
      if (next === undefined) {
        return added;
      }
      this.fleet.seatCopy(shard, next);
      added.push(next);
    }
    return added;
  }

  private inFreshZone(shard: Shard, taken: readonly string[], takenZones: ReadonlySet<string>): string | undefined {
    return this.inZones(
      shard,
      taken,
      this.zones.filter((zone) => !takenZones.has(zone)),
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

  private zonesOf(ids: readonly string[]): ReadonlySet<string> {
    return new Set(ids.flatMap((id) => this.fleet.zoneOf(id) ?? []));
  }
}
