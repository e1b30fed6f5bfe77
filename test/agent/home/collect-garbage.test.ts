import { describe, expect, it } from 'vitest';
import { collectGarbage, type GarbageOrder } from '../../../agent/home/collect-garbage';
import type { HomePort } from '../../../agent/ports';
import { faultyHomes, MemoryHomes } from '../memory/memory-homes';

const ORDER: GarbageOrder = {
  shardId: 's',
  nodeId: 'a',
  epoch: 3,
  nowMs: 0,
  graceMs: 100,
  since: new Map(),
  unnamedKeys: new Set(),
  isValid: () => true,
};

/** A home of epoch 3 whose manifest names `homes/s/3/live` alone. */
function homesWith(...keys: string[]): MemoryHomes {
  const homes = new MemoryHomes();
  for (const key of ['homes/s/3/live', ...keys]) {
    homes.objects.set(key, 'text');
  }
  const live = { path: 'f', key: 'homes/s/3/live', sizeBytes: 4, sha256: '0'.repeat(64) };
  homes.manifests.set('s', { formatVersion: 1, shardId: 's', epoch: 3, version: 8, writer: 'a', objects: [live] });
  return homes;
}

/** Collects twice, with the grace time in between. */
async function collectTwice(homes: HomePort, change: Partial<GarbageOrder> = {}) {
  const { since } = await collectGarbage(homes, { ...ORDER, ...change });
  return collectGarbage(homes, { ...ORDER, ...change, since, nowMs: 100 });
}

describe('collectGarbage', () => {
  it('deletes what was unreferenced for the grace time, of its own epoch and of earlier ones', async () => {
    const homes = homesWith('homes/s/3/dead', 'homes/s/1/dead');
    const { removed } = await collectTwice(homes);
    expect([...removed].sort()).toEqual(['homes/s/1/dead', 'homes/s/3/dead']);
    expect([...homes.objects.keys()]).toEqual(['homes/s/3/live']);
  });

  it('deletes nothing before the grace time is over', async () => {
    const homes = homesWith('homes/s/3/dead');
    const { since } = await collectGarbage(homes, ORDER);
    expect(await collectGarbage(homes, { ...ORDER, since, nowMs: 99 })).toEqual({ removed: [], since });
    expect(homes.objects.size).toBe(2);
  });

  it('counts anew for an object that was referenced meanwhile', async () => {
    const homes = homesWith('homes/s/3/back');
    const { since } = await collectGarbage(homes, ORDER);
    const manifest = homes.manifests.get('s');
    const back = { path: 'b', key: 'homes/s/3/back', sizeBytes: 4, sha256: '0'.repeat(64) };
    if (manifest) homes.manifests.set('s', { ...manifest, objects: [...manifest.objects, back] });
    const between = await collectGarbage(homes, { ...ORDER, since, nowMs: 50 });
    if (manifest) homes.manifests.set('s', manifest);
    const after = await collectGarbage(homes, { ...ORDER, since: between.since, nowMs: 100 });
    expect(after.removed).toEqual([]);
  });

  it.each([
    ['of a later epoch', 'homes/s/4/new'],
    ['of no epoch', 'homes/s/readme'],
    ['of an epoch that is no number', 'homes/s/3x/file'],
  ])('leaves an object %s alone', async (_, key) => {
    const homes = homesWith(key);
    expect((await collectTwice(homes)).removed).toEqual([]);
  });

  it.each([
    ['that another node has sealed', { nodeId: 'b' }],
    ['of an earlier epoch than the home', { epoch: 2 }],
    ['of a later epoch than the home', { epoch: 4 }],
  ])('deletes nothing on behalf of an owner %s', async (_, change) => {
    const homes = homesWith('homes/s/1/dead');
    expect(await collectTwice(homes, change)).toEqual({ removed: [], since: new Map() });
    expect(homes.objects.size).toBe(2);
  });

  it('deletes nothing for an owner that lost its lease since it read the manifest: the shard may be restored meanwhile', async () => {
    const homes = homesWith('homes/s/3/old');
    const { since } = await collectGarbage(homes, ORDER);
    const late = { ...ORDER, since, nowMs: 100, isValid: () => false };
    expect(await collectGarbage(homes, late)).toEqual({ removed: [], since });
    expect(homes.objects.has('homes/s/3/old')).toBe(true);
  });

  it('deletes nothing when there is no manifest', async () => {
    const homes = homesWith('homes/s/1/dead');
    homes.manifests.clear();
    expect((await collectTwice(homes)).removed).toEqual([]);
  });

  it('lists before it reads the manifest, so that what is committed in between stays', async () => {
    const homes = homesWith();
    const calls: string[] = [];
    const watched = faultyHomes(homes, {
      list: async (shardId) => {
        calls.push('list');
        return homes.list(shardId);
      },
      read: async (shardId) => {
        calls.push('read');
        return homes.read(shardId);
      },
    });
    await collectGarbage(watched, ORDER);
    expect(calls).toEqual(['list', 'read']);
  });
});
