import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileSystem, OpenFile } from '../../../agent/copies/file-system';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import { unsyncedDisk } from '../../../local/node-host/unsynced-disk';

describe('unsyncedDisk', () => {
  let folder: string;
  let syncs: string[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'unsynced-'));
    syncs = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The machine's file system, which notes each wait for the disk. */
  function notingDisk(): FileSystem {
    const noting = (file: OpenFile): OpenFile => ({ ...file, sync: async () => void syncs.push('file') });
    return {
      ...nodeFileSystem,
      create: async (name) => noting(await nodeFileSystem.create(name)),
      openToRead: async (name) => noting(await nodeFileSystem.openToRead(name)),
      syncFolder: async () => void syncs.push('folder'),
    };
  }

  it('writes and reads what the machine’s does, and waits for no disk', async () => {
    const disk = unsyncedDisk(notingDisk());
    const name = path.join(folder, 'file');
    const created = await disk.create(name);
    await created.write([Buffer.from('one'), Buffer.from('two')], 0);
    await created.sync();
    await created.close();
    const opened = await disk.openToRead(name);
    const buffer = Buffer.alloc(6);
    await opened.read(buffer, 0);
    await opened.sync();
    await opened.close();
    await disk.syncFolder(folder);

    expect(buffer.toString()).toBe('onetwo');
    expect(readFileSync(name, 'utf8')).toBe('onetwo');
    expect(syncs).toEqual([]);
  });
});
