import { beforeEach, describe, expect, it } from 'vitest';
import { Metric } from '../../../core/contract/metrics';
import { MAP_HEAD_KEY } from '../../../core/contract/object-keys';
import { changeKey } from '../../../core/map/map-format';
import { MOST_CHANGES, PUBLICATION_INTERVAL_MS } from '../../../core/map/plan-publication';
import { ContendedMapError, NewerMapFormatError } from '../../../lambda/publisher/publisher-errors';
import { type Interference, PublisherWorld, shardId } from './publisher-world';

describe('the publisher', () => {
  let world: PublisherWorld;

  beforeEach(() => {
    world = new PublisherWorld(100);
  });

  const later = () => {
    world.nowMs += PUBLICATION_INTERVAL_MS;
  };

  it('publishes what the table says, and counts it', async () => {
    await world.publisher().fromStream();
    expect(world.readAll()).toEqual(world.truth());
    expect(world.head).toMatchObject({ version: 1, publishedAtMs: 1_000_000 });
    expect(world.log.emitted).toEqual([{ [Metric.MAP_VERSION]: 1 }]);
  });

  it('writes nothing when nothing has changed', async () => {
    const publisher = world.publisher();
    await publisher.fromStream();
    later();
    await publisher.fromStream();
    await publisher.onSchedule();
    expect(world.store.heads).toHaveLength(1);
    expect(world.log.emitted.at(-1)).toEqual({ [Metric.MAP_VERSION]: 1 });
  });

  it('publishes a change by itself, also from an instance that has just started', async () => {
    await world.publisher().fromStream();
    later();
    world.own(3, 'b');
    await world.publisher().fromStream();
    expect(world.head.changes).toHaveLength(1);
    expect(world.readAll()).toEqual(world.truth());
  });

  it('leaves a shard as it was published while nobody can read its row', async () => {
    await world.publisher().fromStream();
    later();
    world.own(4, 'b');
    const [id] = world.table.shards.keys();
    const row = world.table.shards.get(id ?? '');
    world.table.shards.set(id ?? '', { ...row, owner: 7 } as never);
    await world.publisher().fromStream();
    expect(world.readAll().shards.get(id ?? '')).toEqual({ owner: row?.owner, epoch: row?.epoch, followers: [] });
    expect(world.head.changes).toHaveLength(1);
    world.table.shards.set(id ?? '', { ...row, owner: 'c', epoch: 9 } as never);
    later();
    await world.publisher().fromStream();
    expect(world.readAll().shards.get(id ?? '')).toMatchObject({ owner: 'c', epoch: 9 });
  });

  it('leaves a node as it was published while nobody can read its address, and leaves out one that never had any', async () => {
    await world.publisher().fromStream();
    later();
    for (const [nodeId, address] of [
      ['a', 7],
      ['new', undefined],
    ] as const) {
      world.table.heartbeats.set(nodeId, { nodeId, zone: 'z1', address } as never);
    }
    world.own(4, 'b');
    await world.publisher().onSchedule();
    const { nodes } = world.readAll();
    expect(nodes.get('a')).toEqual({ address: 'a:7070', zone: 'z1' });
    expect([...nodes.keys()]).toEqual(['a', 'b', 'c']);
  });

  it('publishes that a node serves at another address when the schedule wakes it', async () => {
    const publisher = world.publisher();
    await publisher.fromStream();
    later();
    const heartbeat = await world.table.readNodes().then((records) => records.heartbeats.get('a'));
    world.table.heartbeats.set('a', { ...heartbeat, address: 'a:9999' } as never);
    await publisher.onSchedule();
    expect(world.readAll().nodes.get('a')?.address).toBe('a:9999');
  });

  it('reads nothing but the head when it knows the rest', async () => {
    const reads: string[] = [];
    const publisher = world.publisher((name, call) => {
      reads.push(name);
      return call();
    });
    await publisher.fromStream();
    later();
    reads.length = 0;
    await publisher.onSchedule();
    expect(reads).toEqual(['readHead', 'readNodes', 'readShards']);
  });

  it('ignores a tick of the schedule that is over two minutes old', async () => {
    await world.publisher().handle({ time: new Date(world.nowMs - 121_000).toISOString() });
    expect(world.store.heads).toEqual([]);
  });

  describe('keeps the pace', () => {
    it('by waiting when the stream wakes it, and publishes what the table says after that', async () => {
      const publisher = world.publisher();
      await publisher.fromStream();
      world.nowMs += 2000;
      world.own(3, 'b');
      await publisher.fromStream();
      expect(world.pauses).toEqual([3000]);
      expect(world.head).toMatchObject({ version: 2, publishedAtMs: 1_005_000 });
    });

    it('by leaving it to the stream when the schedule wakes it', async () => {
      const publisher = world.publisher();
      await publisher.fromStream();
      world.own(3, 'b');
      await publisher.onSchedule();
      expect(world.pauses).toEqual([]);
      expect(world.head.version).toBe(1);
    });

    it('without a wait when there is nothing to publish', async () => {
      const publisher = world.publisher();
      await publisher.fromStream();
      await publisher.fromStream();
      expect(world.pauses).toEqual([]);
    });

    it('but not after a publisher whose clock is ahead', async () => {
      await world.publisher().fromStream();
      world.nowMs -= 3_600_000;
      world.own(3, 'b');
      await world.publisher().fromStream();
      expect(world.pauses).toEqual([]);
      expect(world.head.version).toBe(2);
    });
  });

  describe('mends', () => {
    const errors = () => world.log.lines.filter((line) => line.level === 'error').map((line) => line.message);

    it('a damaged head with the version after all that were ever used', async () => {
      await world.publisher().fromStream();
      later();
      world.own(3, 'b');
      await world.publisher().fromStream();
      world.store.head = { text: '{"formatVer', etag: '2' };
      later();
      await world.publisher().fromStream();
      expect(world.head.version).toBe(3);
      expect(world.readAll()).toEqual(world.truth());
      expect(errors()).toEqual([expect.stringContaining(MAP_HEAD_KEY)]);
    });

    it('a lost head with the version after all that were ever used', async () => {
      await world.publisher().fromStream();
      world.store.head = undefined;
      await world.publisher().fromStream();
      expect(world.head.version).toBe(2);
    });

    it('a map that somebody deleted and another publisher began anew, although it remembers a later version', async () => {
      const warm = world.publisher();
      const address = (text: string) => {
        world.table.heartbeats.set('a', { ...world.table.heartbeats.get('a'), address: text } as never);
      };
      await warm.fromStream();
      later();
      address('a:1');
      await warm.fromStream();
      world.store.objects.clear();
      world.store.head = undefined;
      address('a:2');
      await world.publisher().fromStream();
      expect(world.head.version).toBe(1);
      later();
      address('a:1');
      await warm.fromStream();
      expect(world.readAll()).toEqual(world.truth());
    });

    it('a map that somebody deleted and another publisher began anew, above all versions that it remembers', async () => {
      const warm = world.publisher();
      for (const owner of ['a', 'b', 'c']) {
        world.own(3, owner);
        await warm.fromStream();
        later();
      }
      world.store.objects.clear();
      world.store.head = undefined;
      await world.publisher().fromStream();
      expect(world.head.version).toBe(1);
      world.nowMs += 3_600_000;
      await warm.onSchedule();
      expect(world.head.version).toBe(4);
    });

    it('an object that somebody deleted, although it remembers what the object held', async () => {
      const warm = world.publisher();
      await warm.fromStream();
      world.store.objects.clear();
      for (let minute = 0; minute <= 10; minute += 1) {
        world.nowMs += 60_000;
        await warm.onSchedule();
      }
      expect(world.readAll()).toEqual(world.truth());
      expect(world.head.version).toBe(2);
      expect(errors()).toEqual([expect.stringContaining('it is gone')]);
    });

    it('nothing when an attempt that crashed has left an object behind', async () => {
      await world.publisher().fromStream();
      await world.store.create(changeKey(2, 'crashed'), '{}');
      later();
      await world.publisher().onSchedule();
      expect(world.head.version).toBe(1);
    });

    it('a truncated or missing object with a new snapshot', async () => {
      await world.publisher().fromStream();
      const { key } = world.head.snapshot;
      world.store.objects.set(key, world.store.objects.get(key)?.slice(0, 50) ?? '');
      later();
      await world.publisher().fromStream();
      expect(world.head).toMatchObject({ version: 2, snapshot: { version: 2 } });
      world.store.objects.delete(world.head.snapshot.key);
      later();
      await world.publisher().fromStream();
      expect(world.readAll()).toEqual(world.truth());
      expect(errors()).toHaveLength(2);
    });
  });

  it('fails when a newer release has published, and leaves its map alone', async () => {
    world.store.head = { text: '{"formatVersion":2}', etag: 'x' };
    await expect(world.publisher().fromStream()).rejects.toThrow(NewerMapFormatError);
    expect(world.store.heads).toEqual([]);
  });

  it('keeps what is published while the table is being rebuilt', async () => {
    const publisher = world.publisher();
    await publisher.fromStream();
    later();
    world.table.shards.clear();
    await publisher.onSchedule();
    expect(world.readAll().shards.size).toBe(100);
  });

  it('keeps the shards that a table made anew does not list yet, and publishes those that it does', async () => {
    const publisher = world.publisher();
    await publisher.fromStream();
    const before = world.readAll();
    later();
    world.table.shards.clear();
    world.own(7, 'b', 5);
    await publisher.fromStream();
    const owned = { owner: 'b', epoch: 5, followers: [] };
    expect(world.readAll().shards).toEqual(new Map(before.shards).set(shardId(7), owned));
  });

  it('fails when it loses every race, so that somebody notices', async () => {
    await world.publisher().fromStream();
    later();
    world.own(3, 'b');
    const loses: Interference = (name, call) => (name === 'replaceHead' ? (Promise.resolve(false) as never) : call());
    await expect(world.publisher(loses).fromStream()).rejects.toThrow(ContendedMapError);
  });

  it('leaves nothing of what neither the last head nor this one needs', async () => {
    const publisher = world.publisher();
    await world.store.create('map/changes/1-crashed.json', '{}');
    const rounds = 2 * (MOST_CHANGES + 1) + 1;
    for (let round = 0; round < rounds; round += 1) {
      // The same two shards, so that the changes stay few: the snapshots come by their number.
      world.own(round % 2, round % 3 === 0 ? 'b' : 'c');
      const before = world.store.head?.text;
      await publisher.fromStream();
      if (before !== undefined) {
        world.readAll(JSON.parse(before));
      }
      later();
    }
    const versions = [...world.store.objects.keys()].map((key) => Number(/(\d+)-/.exec(key)?.[1]));
    const snapshots = [...world.store.objects.keys()].filter((key) => key.startsWith('map/snapshots/'));
    expect(snapshots).toHaveLength(2);
    expect(Math.min(...versions)).toBeGreaterThan(1);
  });
});
