import { expect, it } from 'vitest';
import type { FileSystem } from '../../../agent/copies/file-system';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import { CopyFixture, manifestOf } from './copy-fixture';

/** Whether each file that was fetched was on the disk for good when it got its name: a record of it outlasts a reboot. */
it('a fetched file is on the disk for good before it has its name', async () => {
  const synced = new Set<string>();
  const named: (readonly [path: string, isSynced: boolean])[] = [];
  const disk: FileSystem = {
    ...nodeFileSystem,
    create: async (path) => {
      const file = await nodeFileSystem.create(path);
      const sync = async () => {
        await file.sync();
        synced.add(path);
      };
      return { ...file, sync };
    },
    rename: (path, newPath) => {
      if (path.endsWith('.part')) {
        named.push([path, synced.has(path)]);
      }
      return nodeFileSystem.rename(path, newPath);
    },
  };
  const fixture = new CopyFixture({ disk });

  await fixture.hydrate(manifestOf(1, [fixture.objects.add('f', 'first'), fixture.objects.add('g', 'a second one')]));

  expect(named.map(([, isSynced]) => isSynced)).toEqual([true, true]);
});

it('what a copy was fetched as is no source of a later one, although it could not be removed', async () => {
  const objects = { isFailing: false };
  const fixture = new CopyFixture({
    disk: {
      ...nodeFileSystem,
      remove: (path) =>
        objects.isFailing && path.endsWith('incoming/s')
          ? Promise.reject(new Error('EIO'))
          : nodeFileSystem.remove(path),
    },
  });
  const kept = fixture.objects.add('f', 'durable!');
  objects.isFailing = true;
  await expect(fixture.hydrate(manifestOf(1, [kept]))).rejects.toThrow('EIO');
  objects.isFailing = false;
  fixture.write('f', 'unflushd');
  await fixture.hydrate(manifestOf(2, [kept, fixture.objects.add('g', 'new')]));
  expect(fixture.seen()).toMatchObject({ f: 'durable!', g: 'new' });
});
