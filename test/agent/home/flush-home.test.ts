import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ContendedHomeError, MissingManifestError, OwnershipLostError } from '../../../agent/errors';
import { flushHome } from '../../../agent/home/flush-home';
import { seal } from '../../../agent/home/seal';
import type { HomePort } from '../../../agent/ports';
import { MemoryCopies } from '../memory/memory-copies';
import { faultyHomes, MemoryHomes } from '../memory/memory-homes';

const OWNER = { shardId: 's', nodeId: 'a', epoch: 3 };

/** Node `a` has sealed the home and serves files with these texts. */
async function owning(files: Readonly<Record<string, string>>) {
  const homes = new MemoryHomes();
  const copies = new MemoryCopies(homes);
  await seal(homes, OWNER);
  await copies.hydrate('s', undefined);
  for (const [path, text] of Object.entries(files)) {
    copies.write('s', path, text);
  }
  return { homes, copies };
}

async function flush(homes: HomePort, copies: MemoryCopies, paths?: readonly string[]) {
  const stored = await homes.read('s');
  if (stored === undefined) {
    throw new Error('no home');
  }
  return { stored, flushed: await flushHome(homes, copies, { ...OWNER, stored, paths, unnamedKeys: new Set() }) };
}

describe('flushHome', () => {
  it('stores what is new, and returns the manifest that names it, ordered by path', async () => {
    const { homes, copies } = await owning({ b: 'B', a: 'A' });
    const { flushed } = await flush(homes, copies);
    expect(await homes.read('s')).toEqual(flushed);
    expect(flushed.manifest).toMatchObject({ epoch: 3, version: 2, writer: 'a' });
    expect(flushed.manifest.objects.map(({ path, key }) => [path, homes.objects.get(key)])).toEqual([
      ['a', 'A'],
      ['b', 'B'],
    ]);
  });

  it('writes nothing when nothing changed', async () => {
    const { homes, copies } = await owning({ a: 'A' });
    await flush(homes, copies);
    const writes = homes.written.length;
    const { stored, flushed } = await flush(homes, copies);
    expect(flushed).toEqual(stored);
    expect(homes.written).toHaveLength(writes);
    expect(copies.uploads).toBe(1);
  });

  it('stores only what changed, and drops deleted files from the manifest', async () => {
    const { homes, copies } = await owning({ kept: 'K', changed: 'one', deleted: 'D' });
    const before = (await flush(homes, copies)).flushed.manifest.objects;
    copies.write('s', 'changed', 'two');
    copies.copies.get('s')?.delete('deleted');
    const { objects } = (await flush(homes, copies)).flushed.manifest;
    expect(copies.uploads).toBe(4);
    expect(objects.map(({ path }) => path)).toEqual(['changed', 'kept']);
    expect(objects[1]).toEqual(before.find(({ path }) => path === 'kept'));
  });

  it('makes exactly the named files durable', async () => {
    const { homes, copies } = await owning({ a: 'A', half: 'written' });
    const { flushed } = await flush(homes, copies, ['a']);
    expect(flushed.manifest.objects.map(({ path }) => path)).toEqual(['a']);
  });

  it('makes durable that a file is gone: it would come back with the next hydration', async () => {
    const { homes, copies } = await owning({ a: 'A', gone: 'G' });
    await flush(homes, copies);
    const { flushed } = await flush(homes, copies, ['a']);
    expect(flushed.manifest.version).toBe(3);
    expect((await homes.read('s'))?.manifest.objects.map(({ path }) => path)).toEqual(['a']);
  });

  it('stores a file again whose object no manifest names, because it may be collected', async () => {
    const { homes, copies } = await owning({ a: 'A' });
    const failing = faultyHomes(homes, { replace: () => Promise.reject(new Error('no route')) });
    await expect(flush(failing, copies)).rejects.toThrow('no route');
    await flush(homes, copies);
    expect(copies.uploads).toBe(2);
  });

  it('leaves no upload behind when one fails: each attempt would add all of the shard', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `f${index}`);
    const { homes, copies } = await owning(Object.fromEntries(names.map((name) => [name, name])));
    let underWay = 0;
    copies.beforeUpload = async () => {
      const isFirst = copies.uploads === 1;
      underWay += 1;
      await setImmediate();
      underWay -= 1;
      if (isFirst) throw new Error('503');
      await setImmediate();
    };
    await expect(flush(homes, copies)).rejects.toThrow('503');
    const { uploads } = copies;
    expect(underWay).toBe(0);
    expect(uploads).toBeLessThan(names.length);
    await setImmediate();
    expect(copies.uploads).toBe(uploads);
  });

  it('takes its own lost reply for success', async () => {
    const { homes, copies } = await owning({ a: 'A' });
    const lossy = faultyHomes(homes, {
      replace: async (manifest, etag) => {
        await homes.replace(manifest, etag);
        return { kind: 'conflict' };
      },
    });
    const { flushed } = await flush(lossy, copies);
    expect(flushed.manifest.version).toBe(2);
    expect(homes.written).toHaveLength(2);
  });

  it('writes over an earlier write of its own whose reply was lost', async () => {
    const { homes, copies } = await owning({ a: 'one' });
    const stored = await homes.read('s');
    await flush(homes, copies);
    copies.write('s', 'a', 'two');
    const order = { ...OWNER, stored: stored ?? { manifest: homes.written[0] as never, etag: '' }, paths: undefined };
    const { manifest } = await flushHome(homes, copies, { ...order, unnamedKeys: new Set() });
    expect(manifest.version).toBe(3);
    expect(homes.objects.get(manifest.objects[0]?.key ?? '')).toBe('two');
  });

  it.each([
    ['another node in a later epoch', { nodeId: 'b', epoch: 4 }],
    ['its own node in a later epoch', { nodeId: 'a', epoch: 4 }],
    ['another node in the same epoch, from a table made anew', { nodeId: 'b', epoch: 3 }],
  ])('loses to the seal of %s, and writes nothing', async (_, sealer) => {
    const { homes, copies } = await owning({ a: 'A' });
    homes.beforeReplace = (manifest) => {
      homes.beforeReplace = () => {};
      const current = homes.manifests.get('s') ?? manifest;
      homes.manifests.set('s', { ...current, epoch: sealer.epoch, version: 9, writer: sealer.nodeId });
    };
    await expect(flush(homes, copies)).rejects.toThrow(OwnershipLostError);
    expect(homes.manifests.get('s')).toMatchObject({ epoch: sealer.epoch, version: 9, objects: [] });
  });

  it('says so when the manifest was deleted, which makes nobody else the owner', async () => {
    const { homes, copies } = await owning({ a: 'A' });
    homes.beforeReplace = () => homes.manifests.clear();
    await expect(flush(homes, copies)).rejects.toThrow(MissingManifestError);
  });

  it('gives up after five conflicts', async () => {
    const { homes, copies } = await owning({ a: 'A' });
    let conflicts = 0;
    homes.beforeReplace = () => {
      conflicts += 1;
      const current = homes.manifests.get('s');
      if (current) homes.manifests.set('s', { ...current, version: current.version + 1 });
    };
    await expect(flush(homes, copies)).rejects.toThrow(ContendedHomeError);
    expect(conflicts).toBe(5);
  });
});
