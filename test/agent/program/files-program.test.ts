import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
    program = filesProgram(() => nowMs);
    await program.open({ shardId: 's', role: 'owner', epoch: 1, version: 1, directory, validUntilMs: 0 });
  });

  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  async function statsLater() {
    nowMs += INTERVAL_MS;
    return (await program.stats()).s;
  }

  it('is clean as it was opened', async () => {
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

  it('knows no closed shard', async () => {
    await program.close('s', 1);
    expect(await program.stats()).toEqual({});
  });
});
