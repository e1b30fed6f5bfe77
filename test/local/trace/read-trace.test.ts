import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTrace } from '../../../local/trace/read-trace';
import { TraceError } from '../../../local/trace/trace';

const SIZE = { minutes: 2, meanUnits: 1 };

describe('readTrace', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'trace-'));
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('names the trace after its file', async () => {
    const file = path.join(directory, 'june.csv');
    await writeFile(file, '0,1\n1,1\n');

    expect((await readTrace(file, SIZE)).name).toBe('june.csv');
  });

  it('fails when the file does not exist, naming it', async () => {
    const file = path.join(directory, 'absent.csv');

    await expect(readTrace(file, SIZE)).rejects.toThrow(`the trace ${file} cannot be read`);
  });

  it('fails with every fault of the file', async () => {
    const file = path.join(directory, 'bad.csv');
    await writeFile(file, '0,-1\n1,x\n');

    const failure = await readTrace(file, SIZE).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(TraceError);
    expect((failure as Error).message).toContain('line 1: value -1 is negative');
    expect((failure as Error).message).toContain('line 2: value "x" is not a number');
  });
});
