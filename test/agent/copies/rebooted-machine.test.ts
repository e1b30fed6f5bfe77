import { expect, it } from 'vitest';
import type { FileSystem } from '../../../agent/copies/file-system';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import { CopyFixture, manifestOf } from './copy-fixture';

/** A disk whose files keep their times, whatever is written into them. */
function diskOf(bootId: string): FileSystem {
  return {
    ...nodeFileSystem,
    bootId: async () => bootId,
    revision: async (path) => {
      const real = await nodeFileSystem.revision(path);
      return real && { ...real, mtimeNs: '0', ctimeNs: '0' };
    },
  };
}

it('after a crash of the machine every file of a copy is read to know it: its content may be newer than its time', async () => {
  const fixture = new CopyFixture({ disk: diskOf('first') });
  const manifest = manifestOf(1, [fixture.objects.add('rows', 'rows'), fixture.objects.add('others', 'others')]);
  await fixture.hydrate(manifest);
  fixture.write('rows', 'torn');
  fixture.objects.reads.length = 0;

  fixture.start({ disk: diskOf('second') });
  await fixture.hydrate(manifest);

  expect(fixture.seen()).toEqual({ rows: 'rows', others: 'others' });
  expect(fixture.objects.reads).toEqual(['homes/s/1/rows 0-4']);
});

it('after a restart of the agent alone no file is read, for its time tells', async () => {
  const fixture = new CopyFixture({ disk: diskOf('first') });
  const manifest = manifestOf(1, [fixture.objects.add('rows', 'rows')]);
  await fixture.hydrate(manifest);
  const opened: string[] = [];
  const disk = diskOf('first');
  const openToRead = (path: string) => {
    opened.push(path);
    return disk.openToRead(path);
  };
  await fixture.hydrate(manifest, 's', fixture.start({ disk: { ...disk, openToRead } }));
  expect(opened).toEqual([]);
});

it.runIf(process.platform === 'linux')('a machine tells its start', async () => {
  expect(await nodeFileSystem.bootId()).toMatch(/^[0-9a-f-]{36}$/);
});
