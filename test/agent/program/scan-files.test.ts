import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileSystem } from '../../../agent/copies/file-system';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import { compareFiles, scanFiles } from '../../../agent/program/scan-files';

describe('a look at the files of a shard', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'scan-files-'));
    await mkdir(path.join(directory, 'sub', 'deep'), { recursive: true });
    await writeFile(path.join(directory, 'one'), 'a');
    await writeFile(path.join(directory, 'sub', 'deep', 'two'), 'bc');
  });

  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it('finds files at every level', async () => {
    expect([...(await scanFiles(nodeFileSystem, directory)).keys()].sort()).toEqual(['one', 'sub/deep/two']);
  });

  it('of a directory that is gone finds none', async () => {
    expect((await scanFiles(nodeFileSystem, path.join(directory, 'gone'))).size).toBe(0);
  });

  it('finds all others when a folder vanishes while it looks', async () => {
    const vanishing: FileSystem = {
      ...nodeFileSystem,
      list: async (folder) => {
        const entries = await nodeFileSystem.list(folder);
        await rm(path.join(directory, 'sub'), { recursive: true, force: true });
        return entries;
      },
    };
    expect([...(await scanFiles(vanishing, directory)).keys()]).toEqual(['one']);
  });

  it.each([
    ['a folder whose name is no UTF-8', (inside: (name: Buffer) => Buffer) => mkdir(inside(NO_UTF8))],
    ['a file whose name is no UTF-8', (inside: (name: Buffer) => Buffer) => writeFile(inside(NO_UTF8), 'x')],
    ['a symbolic link', (inside: (name: Buffer) => Buffer) => symlink('one', inside(Buffer.from('link')))],
  ])('sees %s as a change, so that a flush tells of it', async (_, add) => {
    const before = await scanFiles(nodeFileSystem, directory);
    await add((name) => Buffer.concat([Buffer.from(`${directory}/`), name]));
    const after = await scanFiles(nodeFileSystem, directory);
    expect(compareFiles(before, after).isChanged).toBe(true);
    expect([...after.keys()]).toEqual(expect.arrayContaining(['one', 'sub/deep/two']));
  });
});

const NO_UTF8 = Buffer.from([0x63, 0x61, 0x66, 0xe9]);
