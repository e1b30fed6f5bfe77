import { beforeEach, describe, expect, it } from 'vitest';
import { type MapSource, OlderMapError, ShardMap } from '../../client';
import { PUBLICATION_INTERVAL_MS } from '../../core/map/plan-publication';
import { PublisherWorld, shardId } from '../lambda/publisher/publisher-world';

const SHARDS = 40;
const FAST = { everyMs: 100 };

/** Reads what the publishers of a world have written. */
function sourceOf({ store }: PublisherWorld): MapSource {
  return {
    async readHead(knownTag) {
      const head = await store.readHead();
      if (head === undefined) return { kind: 'missing' };
      return head.text === knownTag ? { kind: 'unchanged' } : { kind: 'found', text: head.text, tag: head.text };
    },
    read: (key) => store.read(key),
  };
}

describe('a client that lives on while an older head of the map is restored', () => {
  let world: PublisherWorld;
  let published: ReturnType<PublisherWorld['publisher']>;

  beforeEach(async () => {
    world = new PublisherWorld(SHARDS);
    published = world.publisher();
    await published.fromStream();
  });

  const publish = async (index: number, publisher = published) => {
    world.nowMs += PUBLICATION_INTERVAL_MS;
    world.own(index, 'b');
    await publisher.fromStream();
  };
  const expectTruth = (map: ShardMap) => {
    const found = map.shardIds.map((id) => [id, map.lookup(id).epoch]);
    expect(found).toEqual([...world.table.shards.values()].map(({ id, epoch }) => [id, epoch]));
  };

  it('comes to what the table says, be the publisher one that has just started', async () => {
    const older = world.store.head;
    await publish(0);
    await publish(1);
    const map = await ShardMap.load({ source: sourceOf(world) });
    world.store.head = older;
    const other = world.publisher();
    for (const index of [2, 3, 4]) await publish(index, other);
    map.watch(FAST);
    await expect.poll(() => map.lookup(shardId(4)).epoch).toBe(2);
    expectTruth(map);
    map.close();
  });

  it.each(['that remembers the later one', 'that has just started'])(
    'goes on with the next publication of a publisher %s',
    async (which) => {
      const older = world.store.head;
      for (const index of [0, 1, 2]) await publish(index);
      const map = await ShardMap.load({ source: sourceOf(world) });
      world.store.head = older;
      map.watch(FAST);
      await expect.poll(() => map.fault).toBeInstanceOf(OlderMapError);
      world.nowMs += PUBLICATION_INTERVAL_MS;
      await (which === 'that has just started' ? world.publisher() : published).onSchedule();
      await expect.poll(() => map.fault).toBeUndefined();
      expectTruth(map);
      map.close();
    },
  );
});
