import { describe, expect, it } from 'vitest';
import { seal } from '../../../agent/home/seal';
import type { HomePort } from '../../../agent/ports';
import type { Manifest } from '../../../core/home/manifest';
import { faultyHomes, MemoryHomes } from '../memory/memory-homes';

const OWNER = { shardId: 's', nodeId: 'b', epoch: 2 };
const OLD: Manifest = { formatVersion: 1, shardId: 's', epoch: 1, version: 4, writer: 'a', objects: [] };

function homesWith(manifest?: Manifest): MemoryHomes {
  const homes = new MemoryHomes();
  if (manifest) {
    homes.manifests.set('s', manifest);
  }
  return homes;
}

/** The old owner flushes once more before each of the first `flushes` attempts to replace. */
function contested(homes: MemoryHomes, flushes: number): HomePort {
  let left = flushes;
  return faultyHomes(homes, {
    replace: async (manifest, etag) => {
      if (left > 0) {
        left -= 1;
        const now = homes.manifests.get('s') ?? OLD;
        homes.manifests.set('s', { ...now, version: now.version + 1 });
      }
      return homes.replace(manifest, etag);
    },
  });
}

describe('seal', () => {
  it('writes the first manifest of a shard without a home', async () => {
    const homes = homesWith();
    expect(await seal(homes, OWNER)).toBe('sealed');
    expect(homes.manifests.get('s')).toMatchObject({ epoch: 2, version: 1, writer: 'b' });
  });

  it('replaces the old owner’s manifest', async () => {
    const homes = homesWith(OLD);
    expect(await seal(homes, OWNER)).toBe('sealed');
    expect(homes.manifests.get('s')).toMatchObject({ epoch: 2, version: 5, writer: 'b' });
  });

  it('writes nothing when it is sealed already', async () => {
    const homes = homesWith(OLD);
    await seal(homes, OWNER);
    expect(await seal(homes, OWNER)).toBe('sealed');
    expect(homes.written).toHaveLength(1);
  });

  it('takes its own lost reply for success', async () => {
    const homes = homesWith(OLD);
    const lossy = faultyHomes(homes, {
      replace: async (manifest, etag) => {
        await homes.replace(manifest, etag);
        return { kind: 'conflict' };
      },
    });
    expect(await seal(lossy, OWNER)).toBe('sealed');
    expect(homes.written).toHaveLength(1);
  });

  it('keeps what the old owner flushed in between', async () => {
    const homes = homesWith(OLD);
    expect(await seal(contested(homes, 2), OWNER)).toBe('sealed');
    expect(homes.manifests.get('s')).toMatchObject({ epoch: 2, version: 7 });
  });

  it('asks to be called again after five conflicts', async () => {
    const homes = homesWith(OLD);
    expect(await seal(contested(homes, 4), OWNER)).toBe('sealed');
    const busy = homesWith(OLD);
    expect(await seal(contested(busy, 5), OWNER)).toBe('conflict');
    expect(busy.written).toEqual([]);
  });

  it('leaves a higher epoch alone', async () => {
    const homes = homesWith({ ...OLD, epoch: 3, writer: 'c' });
    expect(await seal(homes, OWNER)).toBe('superseded');
    expect(homes.written).toEqual([]);
  });

  it('throws on when the home cannot be read', async () => {
    const broken = faultyHomes(homesWith(), { read: () => Promise.reject(new Error('damaged')) });
    await expect(seal(broken, OWNER)).rejects.toThrow('damaged');
  });
});
