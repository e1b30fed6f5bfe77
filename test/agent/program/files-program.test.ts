import { mkdir, mkdtemp, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileSystem } from '../../../agent/copies/file-system';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import type { ProgramPort } from '../../../agent/ports';
import { filesProgram } from '../../../agent/program/files-program';

const CLEAN = { load: 0, dirtyBytes: 0, dirtyForMs: 0 };
const INTERVAL_MS = 5_000;

describe('a service that only finds files', () => {
  let directory: string;
  let nowMs: number;
  let program: ProgramPort;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'files-program-'));
    await mkdir(path.join(directory, 'sub'));
    await writeFile(path.join(directory, 'sub', 'one'), 'abc');
    nowMs = 0;
    program = filesProgram({ clock: () => nowMs });
    await program.open({ shardId: 's', role: 'owner', epoch: 1, version: 1, directory, validUntilMs: 0 });
    await coverOpening();
  });

  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  async function coverOpening() {
    await program.flush('s', 1);
    await program.durable('s', 1, 1);
  }

  async function statsLater() {
    nowMs += INTERVAL_MS;
    return (await program.stats()).s;
  }

  it('owes a flush from when it was opened: what it wrote before its files were first looked at shows in no later look', async () => {
    program = filesProgram({ clock: () => nowMs });
    await program.open({ shardId: 's', role: 'owner', epoch: 1, version: 1, directory, validUntilMs: 0 });
    expect(await statsLater()).toEqual({ load: 0, dirtyBytes: 1, dirtyForMs: INTERVAL_MS });
    await program.flush('s', 1);
    expect(await statsLater()).toMatchObject({ dirtyBytes: 1, dirtyForMs: 2 * INTERVAL_MS });
    await coverOpening();
    expect(await statsLater()).toEqual(CLEAN);
  });

  it('owes nothing for a shard that it follows', async () => {
    await program.open({ shardId: 's', role: 'follower', epoch: 1, version: 2, directory, validUntilMs: 0 });
    expect(await statsLater()).toEqual(CLEAN);
  });

  it('is clean once that is durable', async () => {
    expect(await statsLater()).toEqual(CLEAN);
  });

  it('is dirty once a file is new, since the look that found it', async () => {
    await writeFile(path.join(directory, 'two'), 'abcd');
    expect(await statsLater()).toEqual({ load: 0, dirtyBytes: 4, dirtyForMs: 0 });
    expect(await statsLater()).toMatchObject({ dirtyForMs: INTERVAL_MS });
  });

  it('is dirty once a file has another time, its size being the same', async () => {
    await utimes(path.join(directory, 'sub', 'one'), 1, 1);
    expect(await statsLater()).toMatchObject({ dirtyBytes: 3 });
  });

  it('is dirty once a file was written and given back its time and size', async () => {
    const one = path.join(directory, 'sub', 'one');
    const { atime, mtime } = await stat(one);
    await utimes(one, atime, mtime);
    await coverOpening();
    expect(await statsLater()).toEqual(CLEAN);
    await nodeFileSystem.nextTick();
    await writeFile(one, 'xyz');
    await utimes(one, atime, mtime);
    expect(await statsLater()).toMatchObject({ dirtyBytes: 3 });
  });

  it('is dirty once a file is gone', async () => {
    await rm(path.join(directory, 'sub', 'one'));
    expect(await statsLater()).toMatchObject({ dirtyBytes: 1 });
  });

  it('is not dirty by names that begin with a dot', async () => {
    await writeFile(path.join(directory, '.lock'), 'x');
    await mkdir(path.join(directory, '.own'));
    await writeFile(path.join(directory, '.own', 'file'), 'x');
    expect(await statsLater()).toEqual(CLEAN);
  });

  it('looks at the files once in five seconds', async () => {
    await program.stats();
    await writeFile(path.join(directory, 'two'), 'abcd');
    nowMs += INTERVAL_MS - 1;
    expect((await program.stats()).s).toEqual(CLEAN);
  });

  it('is clean after a flush that became durable, but for what was written since', async () => {
    await writeFile(path.join(directory, 'two'), 'abcd');
    await statsLater();
    expect(await program.flush('s', 1)).toBeUndefined();
    await writeFile(path.join(directory, '.aside'), 'abcdef');
    await rename(path.join(directory, '.aside'), path.join(directory, 'three'));
    await program.durable('s', 1, 2);
    expect(await statsLater()).toMatchObject({ dirtyBytes: 6, dirtyForMs: 0 });
  });

  it('stays dirty after a flush that failed', async () => {
    await writeFile(path.join(directory, 'two'), 'abcd');
    await program.flush('s', 1);
    expect(await statsLater()).toMatchObject({ dirtyBytes: 4 });
  });

  it('is dirty once a file has taken the place of another of its time and size', async () => {
    const [one, aside] = [path.join(directory, 'sub', 'one'), path.join(directory, '.aside')];
    await utimes(one, 1, 1);
    await program.flush('s', 1);
    await program.durable('s', 1, 2);
    await writeFile(aside, 'xyz');
    await utimes(aside, 1, 1);
    await rename(aside, one);
    expect(await statsLater()).toMatchObject({ dirtyBytes: 3 });
  });

  it('is dirty when it cannot be looked at, so that a flush tells why, and all others are looked at', async () => {
    let isBroken = false;
    const disk: FileSystem = {
      ...nodeFileSystem,
      list: async (folder) => {
        if (isBroken && folder.endsWith('sub')) {
          throw new Error('broken');
        }
        return nodeFileSystem.list(folder);
      },
    };
    program = filesProgram({ clock: () => nowMs, disk });
    const order = { role: 'owner', epoch: 1, version: 1, validUntilMs: 0 } as const;
    const other = path.join(directory, '.other');
    await mkdir(other);
    await program.open({ ...order, shardId: 's', directory });
    await program.open({ ...order, shardId: 'other', directory: other });
    await writeFile(path.join(other, 'one'), 'abcd');
    isBroken = true;
    nowMs += INTERVAL_MS;
    expect(await program.stats()).toMatchObject({ s: { dirtyBytes: 1 }, other: { dirtyBytes: 4 } });
    await expect(program.flush('s', 1)).rejects.toThrow('broken');
  });

  it('answers with what is known while a look takes long, and begins no other meanwhile', async () => {
    let looks = 0;
    const disk: FileSystem = {
      ...nodeFileSystem,
      list: (folder) => {
        if (nowMs === 0) {
          return nodeFileSystem.list(folder);
        }
        looks += 1;
        return new Promise(() => {});
      },
    };
    program = filesProgram({ clock: () => nowMs, disk, statsMs: 1 });
    await program.open({ shardId: 's', role: 'owner', epoch: 1, version: 1, directory, validUntilMs: 0 });
    await coverOpening();
    expect(await statsLater()).toEqual(CLEAN);
    expect(await statsLater()).toEqual(CLEAN);
    expect(looks).toBe(1);
  });

  it('knows no closed shard', async () => {
    await program.close('s', 1);
    expect(await program.stats()).toEqual({});
  });
});
