import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MapContent } from '../../../core/map/map-content';
import { ContendedMapError } from '../../../lambda/publisher/publisher-errors';
import { headOf, type Interference, PublisherWorld, shardId } from './publisher-world';

const SHARDS = 12;

/** What each head led to, remembered as soon as it was there: later its objects may be gone. */
function recordHeads(world: PublisherWorld): MapContent[] {
  const contents: MapContent[] = [];
  const replace = world.store.replaceHead.bind(world.store);
  world.store.replaceHead = async (text, etag) => {
    const written = await replace(text, etag);
    if (written) {
      contents.push(world.readAll(headOf(text)));
    }
    return written;
  };
  return contents;
}

function expectRising(world: PublisherWorld, contents: readonly MapContent[]): void {
  const versions = world.store.heads.map((text) => headOf(text).version);
  // A first attempt that failed leaves an object behind, whose version is not used again.
  const [first = 0] = versions;
  expect(versions).toEqual(contents.map((_, index) => first + index));
  for (let index = 1; index < contents.length; index += 1) {
    for (const [id, shard] of contents[index]?.shards ?? []) {
      expect(shard.epoch).toBeGreaterThanOrEqual(contents[index - 1]?.shards.get(id)?.epoch ?? 0);
    }
  }
}

describe('two publishers at once', () => {
  it('publish rising versions that take no epoch back, and end with what the table says, in any order of calls', async () => {
    const moves = fc.array(fc.tuple(fc.nat(SHARDS - 1), fc.constantFrom('a', 'b', 'c')), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), moves, async (scheduler, owners) => {
        const world = new PublisherWorld(SHARDS);
        const contents = recordHeads(world);
        // A call is delayed before it is carried out, and its answer once more.
        const slow: Interference = async (name, call) => {
          await scheduler.schedule(Promise.resolve(), name);
          const answer = await call();
          await scheduler.schedule(Promise.resolve(), `answer of ${name}`);
          return answer;
        };
        const ticks = [world.publisher(slow), world.publisher(slow)].map(async (publisher) => {
          await publisher.fromStream();
          await publisher.fromStream();
        });
        const writes = owners.map(async ([index, owner]) => {
          await scheduler.schedule(Promise.resolve(), `${shardId(index)} to ${owner}`);
          world.own(index, owner);
        });
        await scheduler.waitFor(Promise.all([...ticks, ...writes]));
        await world.publisher().fromStream();
        expectRising(world, contents);
        expect(world.readAll()).toEqual(world.truth());
      }),
      { numRuns: 300 },
    );
  });

  it('end with what the table says when replies are lost and calls fail', async () => {
    const faults = fc.infiniteStream(fc.constantFrom('none', 'none', 'none', 'request', 'reply', 'conflict'));
    await fc.assert(
      fc.asyncProperty(faults, fc.array(fc.nat(SHARDS - 1), { maxLength: 8 }), async (stream, indexes) => {
        const world = new PublisherWorld(SHARDS);
        const contents = recordHeads(world);
        const publisher = world.publisher(faulty(stream));
        for (const index of [0, ...indexes]) {
          world.own(index, 'b');
          await publisher.fromStream().catch((error: unknown) => {
            if (!(error instanceof ContendedMapError) && String(error) !== 'Error: lost') {
              throw error;
            }
          });
        }
        await world.publisher().fromStream();
        expectRising(world, contents);
        expect(world.readAll()).toEqual(world.truth());
      }),
      { numRuns: 300 },
    );
  });
});

/** Loses requests and replies; a lost reply of a conditional write that the SDK repeats looks like a conflict. */
function faulty(faults: Iterator<string>): Interference {
  return async (name, call) => {
    const fault = faults.next().value;
    if (fault === 'request') {
      throw new Error('lost');
    }
    const answer = await call();
    if (fault === 'reply') {
      throw new Error('lost');
    }
    return fault === 'conflict' && name === 'replaceHead' ? (false as typeof answer) : answer;
  };
}
