import { beforeEach, describe, expect, it } from 'vitest';
import type { HomePort } from '../../../agent/ports';
import { sealManifest } from '../../../core/home/manifest';
import { cachedHomes } from '../../../local/player/cached-homes';
import { MemoryFleet } from './memory-fleet';

const FIRST = sealManifest(undefined, { shardId: 's1', nodeId: 'a', epoch: 1 });
const SECOND = sealManifest(FIRST, { shardId: 's1', nodeId: 'b', epoch: 2 });

describe('cachedHomes', () => {
  let reads: number;
  let homes: HomePort;

  beforeEach(() => {
    reads = 0;
    const stored = new MemoryFleet(['s1']).homes;
    homes = {
      ...stored,
      read: (shardId) => {
        reads += 1;
        return stored.read(shardId);
      },
    };
  });

  it('reads a manifest once', async () => {
    await homes.replace(FIRST, undefined);
    const cached = cachedHomes(homes);

    expect((await cached.read('s1'))?.manifest).toEqual(FIRST);
    expect((await cached.read('s1'))?.manifest).toEqual(FIRST);
    expect(reads).toBe(1);
  });

  it('reads it again after it was replaced', async () => {
    const cached = cachedHomes(homes);
    await cached.replace(FIRST, undefined);
    const etag = (await cached.read('s1'))?.etag;

    expect(await cached.replace(SECOND, etag)).toBe('written');
    expect((await cached.read('s1'))?.manifest).toEqual(SECOND);
  });

  it('reads it again after a replacement was refused', async () => {
    const cached = cachedHomes(homes);
    await homes.replace(FIRST, undefined);
    await cached.read('s1');
    await homes.replace(SECOND, (await homes.read('s1'))?.etag);

    expect(await cached.replace(SECOND, 'stale')).toBe('conflict');
    expect((await cached.read('s1'))?.manifest).toEqual(SECOND);
  });

  it('does not keep that there is none', async () => {
    const cached = cachedHomes(homes);
    await cached.read('s1');
    await homes.replace(FIRST, undefined);

    expect((await cached.read('s1'))?.manifest).toEqual(FIRST);
  });
});
