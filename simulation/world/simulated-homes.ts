import { MissingObjectError } from '../../agent/errors';
import type { Replacement, StoredManifest } from '../../agent/ports';
import type { Manifest } from '../../core/home/manifest';
import type { Clockwork } from '../engine/clockwork';

/** Writes of a shard as bits: what a file, an object or a home holds is the set of the writes in it. */
export type Writes = number;

interface Home {
  stored: StoredManifest | undefined;
  /** What the manifest's objects hold. */
  content: Writes;
  /** By epoch and version, what that manifest's objects held. */
  readonly contents: Map<string, Writes>;
  /** By key, what an object holds. */
  readonly objects: Map<string, Writes>;
  /** What somebody was told is durable. */
  durable: Writes;
  /** The latest epoch in which a service was opened. */
  openedEpoch: number;
}

/** The homes in S3, and the laws that concern them: each write is checked when it takes effect. */
export class SimulatedHomes {
  private readonly homes = new Map<string, Home>();
  private written = 0;

  constructor(private readonly clockwork: Clockwork) {}

  read(shardId: string): StoredManifest | undefined {
    return this.homes.get(shardId)?.stored;
  }

  replace(manifest: Manifest, etag: string | undefined): Replacement {
    const home = this.homeOf(manifest.shardId);
    if (!this.mayReplace(home.stored?.etag, etag)) {
      return { kind: 'conflict' };
    }
    this.written += 1;
    const newTag = `"${this.written}"`;
    this.checkEpoch(home, manifest);
    home.stored = { manifest, etag: newTag };
    home.content = this.contentOf(home, manifest);
    home.contents.set(versionName(manifest), home.content);
    this.checkDurable(manifest.shardId, home);
    return { kind: 'written', etag: newTag };
  }

  list(shardId: string): readonly string[] {
    return [...this.homeOf(shardId).objects.keys()];
  }

  remove(shardId: string, keys: readonly string[]): void {
    const home = this.homeOf(shardId);
    for (const key of keys) {
      home.objects.delete(key);
      if (home.stored?.manifest.objects.some((object) => object.key === key)) {
        this.clockwork.violate('no durable write is lost', `${key} was deleted, which ${nameOf(home)} holds`);
      }
    }
  }

  upload(shardId: string, key: string, writes: Writes): void {
    this.homeOf(shardId).objects.set(key, writes);
  }

  /** @throws MissingObjectError when it is gone. */
  download(shardId: string, key: string): Writes {
    const writes = this.homeOf(shardId).objects.get(key);
    if (writes === undefined) {
      throw new MissingObjectError(`${key} is not in the bucket`);
    }
    return writes;
  }

  /** Somebody was told that these writes are durable. */
  acknowledge(shardId: string, writes: Writes): void {
    const home = this.homeOf(shardId);
    home.durable |= writes;
    this.checkDurable(shardId, home);
  }

  /** A service was opened on a copy that holds these writes. */
  checkOpened(shardId: string, nodeId: string, epoch: number, copied: Writes): void {
    const home = this.homeOf(shardId);
    const lacks = home.content & ~copied;
    const isNewOwner = epoch > home.openedEpoch;
    const extra = isNewOwner ? copied & ~home.content : 0;
    if (lacks !== 0 || extra !== 0) {
      const what = `lacks ${writesIn(lacks)}, has ${writesIn(extra)} beyond ${nameOf(home)}`;
      this.clockwork.violate('a copy that is opened holds what the manifest says', `${nodeId} ${shardId}: ${what}`);
    }
    home.openedEpoch = Math.max(home.openedEpoch, epoch);
  }

  /** A service serves this copy to readers, and was told that it is of this version. */
  checkFollowed(shardId: string, nodeId: string, told: string, copied: Writes): void {
    const home = this.homeOf(shardId);
    const lacks = (home.contents.get(told) ?? 0) & ~copied;
    const extra = copied & ~home.content;
    if (!home.contents.has(told) || lacks !== 0 || extra !== 0) {
      const what = `of ${told} lacks ${writesIn(lacks)}, has ${writesIn(extra)} beyond ${nameOf(home)}`;
      this.clockwork.violate('a follower serves what the home held, and nothing else', `${nodeId} ${shardId}: ${what}`);
    }
  }

  contentOfShard(shardId: string): Writes {
    return this.homeOf(shardId).content;
  }

  hasGarbage(shardId: string): boolean {
    return holdsGarbage(this.homeOf(shardId));
  }

  /** Whether there is no garbage at all. */
  isClean(): boolean {
    for (const home of this.homes.values()) {
      if (holdsGarbage(home)) {
        return false;
      }
    }
    return true;
  }

  /** If-Match, or If-None-Match when no tag is given. */
  protected mayReplace(storedTag: string | undefined, etag: string | undefined): boolean {
    return storedTag === etag;
  }

  private homeOf(shardId: string): Home {
    const known = this.homes.get(shardId);
    if (known) {
      return known;
    }
    const home = { stored: undefined, content: 0, contents: new Map(), objects: new Map(), durable: 0, openedEpoch: 0 };
    this.homes.set(shardId, home);
    return home;
  }

  private contentOf(home: Home, manifest: Manifest): Writes {
    let content = 0;
    for (const { key } of manifest.objects) {
      const writes = home.objects.get(key);
      if (writes === undefined) {
        this.clockwork.violate('no durable write is lost', `${manifest.shardId}: its new manifest names ${key}, gone`);
      }
      content |= writes ?? 0;
    }
    return content;
  }

  private checkEpoch(home: Home, { shardId, epoch, writer }: Manifest): void {
    const before = home.stored?.manifest.epoch ?? 0;
    if (epoch < before || epoch < home.openedEpoch) {
      const what = `${shardId}: ${writer} wrote epoch ${epoch} over ${nameOf(home)}`;
      this.clockwork.violate(
        'a manifest of an epoch is never written once a later one is sealed',
        home.openedEpoch > before ? `${what}, opened in epoch ${home.openedEpoch}` : what,
      );
    }
  }

  private checkDurable(shardId: string, home: Home): void {
    const lost = home.durable & ~home.content;
    if (lost !== 0) {
      this.clockwork.violate('no durable write is lost', `${shardId}: ${nameOf(home)} lacks ${writesIn(lost)}`);
    }
  }
}

function holdsGarbage({ objects, stored }: Home): boolean {
  return objects.size > (stored?.manifest.objects.length ?? 0);
}

/** Returns the name of a version, as a service is told of it. */
export function versionName({ epoch, version }: Pick<Manifest, 'epoch' | 'version'>): string {
  return `${epoch}.${version}`;
}

function nameOf({ stored }: Home): string {
  return stored ? `manifest ${versionName(stored.manifest)} of ${stored.manifest.writer}` : 'nothing';
}

function writesIn(writes: Writes): string {
  const numbers = Array.from({ length: 31 }, (_, index) => index).filter((index) => (writes & (1 << index)) !== 0);
  return numbers.length === 0 ? 'nothing' : `writes ${numbers.join(' ')}`;
}
