import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type MapSource, OlderMapError, ShardMap } from '../../client';
import { MapFollower } from '../../client/map-follower';
import { PUBLICATION_INTERVAL_MS } from '../../core/map/plan-publication';
import { type Interference, PublisherWorld, shardId } from '../lambda/publisher/publisher-world';

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

/** What happens to a map: its publishers and its readers, and people who restore an older head or delete an object. */
const anyEvents = fc.array(
  fc.tuple(
    fc.constantFrom('move', 'move', 'publish', 'publish', 'read', 'read', 'start', 'crash', 'restore', 'delete'),
    fc.nat(9),
  ),
  { maxLength: 60, size: 'max' },
);

it('is what the table says for every reader in the end, whatever is restored or deleted and whoever crashes', async () => {
  await fc.assert(
    fc.asyncProperty(anyEvents, async (events) => {
      const world = new PublisherWorld(SHARDS);
      const publishers = [world.publisher(), world.publisher()];
      const { signal } = new AbortController();
      const readers = [1, 2].map(() => new MapFollower(sourceOf(world), 10_000, signal));
      const read = (reader: MapFollower | undefined) => reader?.update().catch(() => {});
      const happens = async (event: string, index: number) => {
        const { store } = world;
        switch (event) {
          case 'move':
            return world.own(index, 'abc'[index % 3] ?? '');
          case 'publish':
            return publishers[index % 2]?.fromStream();
          case 'read':
            return read(readers[index % 2]);
          case 'start':
            publishers[index % 2] = world.publisher();
            return;
          case 'crash':
            return world
              .publisher(crashBefore('replaceHead'))
              .fromStream()
              .catch(() => {});
          case 'restore':
            store.head = storedHead(store.heads.at(-1 - index)) ?? store.head;
            return;
          default:
            // The last one stays: without any, nobody knows which versions there were.
            store.objects.delete([...store.objects.keys()].slice(0, -1)[index] ?? '');
        }
      };
      for (const [event, index] of events) {
        await happens(event, index);
        world.nowMs += PUBLICATION_INTERVAL_MS;
      }
      world.nowMs += LONGER_THAN_A_MEMORY_MS;
      world.own(0, 'b');
      await publishers[0]?.fromStream();
      for (const reader of readers) {
        await read(reader);
        expect(reader.map?.content).toEqual(world.truth());
      }
    }),
    { numRuns: 500 },
  );
});

const LONGER_THAN_A_MEMORY_MS = 3_600_000;

/** The head after an older version was copied over it. */
function storedHead(text: string | undefined) {
  return text === undefined ? undefined : { text, etag: `restored ${text}` };
}

function crashBefore(step: string): Interference {
  return (name, call) => (name === step ? Promise.reject(new Error('crashed')) : call());
}
