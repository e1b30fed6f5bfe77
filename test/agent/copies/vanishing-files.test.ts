import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import { IncompleteCopyError } from '../../../agent/errors';
import { CopyFixture, manifestOf } from './copy-fixture';

/** A copy of `rows` and `others`, and what the service does to its folder right after that was listed. */
async function listedBefore(change: (folder: string) => void) {
  const fixture = new CopyFixture();
  const objects = [fixture.objects.add('rows', 'rows'), fixture.objects.add('others', 'others')];
  await fixture.hydrate(manifestOf(1, objects));
  const folder = fixture.copies.directory('s');
  const disk = {
    ...nodeFileSystem,
    list: async (path: string) => {
      const entries = await nodeFileSystem.list(path);
      change(folder);
      return entries;
    },
  };
  fixture.start({ disk });
  return fixture;
}

describe('GIVEN a file that vanishes while the files of a flush are listed', () => {
  const move = (folder: string) => renameSync(join(folder, 'rows'), join(folder, 'archived-rows'));

  it('WHEN it was durable and is moved, THEN no version is made that holds it under neither name', async () => {
    const { copies } = await listedBefore(move);
    await expect(copies.files('s')).rejects.toThrow(IncompleteCopyError);
  });

  it('WHEN the service named it, THEN it is not left out of the version', async () => {
    const fixture = await listedBefore((folder) => rmSync(join(folder, 'new')));
    fixture.write('new', 'new');
    await expect(fixture.copies.files('s', ['rows', 'new'])).rejects.toThrow(IncompleteCopyError);
  });

  it('WHEN nobody knows of it, THEN it is none of the files', async () => {
    const fixture = await listedBefore((folder) => rmSync(join(folder, 'temporary')));
    fixture.write('temporary', 'new');
    const files = await fixture.copies.files('s');
    expect(files.map(({ path }) => path).sort()).toEqual(['others', 'rows']);
  });
});
