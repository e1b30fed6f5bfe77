import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { IncompleteCopyError, UnsupportedFileError } from '../../../agent/errors';
import { CopyFixture, manifestOf, openCopy } from './copy-fixture';

describe('files of a copy', () => {
  it('are all regular ones that begin with no dot at any level', async () => {
    const fixture = await openCopy();
    for (const path of ['a', 'in/deep/b', '.hidden', 'in/.hidden/c']) {
      fixture.write(path, path);
    }
    expect((await fixture.copies.files('s')).map(({ path }) => path).sort()).toEqual(['a', 'in/deep/b']);
  });

  it('are those named, each once', async () => {
    const fixture = await openCopy();
    fixture.write('a', 'a');
    fixture.write('b', 'b');
    expect(await fixture.copies.files('s', ['b', 'b'])).toEqual([{ path: 'b', sizeBytes: 1 }]);
    expect(await fixture.copies.files('s', [])).toEqual([]);
  });

  it.each(['missing', '../../copy.json', '.hidden', '/etc/passwd', '', 'folder'])(
    'throw when %j is named',
    async (path) => {
      const fixture = await openCopy();
      fixture.write('.hidden', 'h');
      fixture.write('folder/a', 'a');
      await expect(fixture.copies.files('s', [path])).rejects.toThrow(IncompleteCopyError);
    },
  );

  it('throw when the copy was never brought up', async () => {
    const fixture = new CopyFixture();
    await expect(fixture.copies.files('s')).rejects.toThrow(IncompleteCopyError);
    fixture.objects.beforeTransfer = () => setImmediate();
    await fixture.copies.hydrate('s', manifestOf(1, [fixture.objects.add('a', 'A')]));
    await expect(fixture.copies.files('s')).rejects.toThrow(IncompleteCopyError);
    await fixture.copies.drop('s');
  });

  it('throw when the folder is gone, rather than be none', async () => {
    const fixture = await openCopy();
    rmSync(fixture.copies.directory('s'), { recursive: true });
    await expect(fixture.copies.files('s')).rejects.toThrow(IncompleteCopyError);
  });

  it('throw when the folder was made anew, as by a service whose disk was unmounted: the next version would hold no other file', async () => {
    const fixture = await openCopy();
    rmSync(dirname(fixture.copies.directory('s')), { recursive: true });
    fixture.write('new', 'x');
    await expect(fixture.copies.files('s')).rejects.toThrow(IncompleteCopyError);
  });

  it('throw at a symbolic link', async () => {
    const fixture = await openCopy();
    writeFileSync(join(fixture.dataFolder, 'secret'), 'x');
    symlinkSync(join(fixture.dataFolder, 'secret'), join(fixture.copies.directory('s'), 'link'));
    await expect(fixture.copies.files('s')).rejects.toThrow(UnsupportedFileError);
  });

  it('are refused with a name that is no UTF-8, for which a manifest has no word, rather than leave it out', async () => {
    const fixture = await openCopy();
    fixture.write('a', 'A');
    const folder = Buffer.from(`${fixture.copies.directory('s')}/`);
    writeFileSync(Buffer.concat([folder, Buffer.from([0x62, 0xff])]), 'B');
    await expect(fixture.copies.files('s')).rejects.toThrow(UnsupportedFileError);
  });

  it('are refused in a folder whose name is no UTF-8 rather than leave out what lies in it', async () => {
    const fixture = await openCopy();
    fixture.write('a', 'A');
    const folder = Buffer.concat([Buffer.from(`${fixture.copies.directory('s')}/`), Buffer.from([0x62, 0xff])]);
    mkdirSync(folder);
    writeFileSync(Buffer.concat([folder, Buffer.from('/b')]), 'B');
    await expect(fixture.copies.files('s')).rejects.toThrow(UnsupportedFileError);
  });

  it('keep a name with the replacement character for what it is', async () => {
    const fixture = await openCopy();
    fixture.write('b\ufffd', 'B');
    expect(await fixture.copies.files('s')).toEqual([{ path: 'b\ufffd', sizeBytes: 1 }]);
  });
});
