import { describe, expect, it } from 'vitest';
import type { Revision } from '../../../agent/copies/file-system';
import { settledRevision } from '../../../agent/copies/settled-revision';

/**
 * A file of a disk whose times are those of ticks of 10 ms, which begin so long after a whole one; `writes` are the times at
 * which it is written.
 */
function fileOf(writes: readonly number[], nowMs: number, phaseMs = 0) {
  const pauses: number[] = [];
  let clock = nowMs;
  const timeAt = (atMs: number) => {
    const tickMs = Math.floor((atMs - phaseMs) / 10) * 10 + phaseMs;
    return String(BigInt(Math.round(tickMs * 1000)) * 1000n);
  };
  const revision = async (): Promise<Revision> => {
    const mtimeNs = timeAt(writes.filter((at) => at <= clock).at(-1) ?? 0);
    return { sizeBytes: 1, inode: '7', mtimeNs, ctimeNs: mtimeNs };
  };
  const pause = async (milliseconds: number) => {
    pauses.push(milliseconds);
    clock += milliseconds;
  };
  return { ports: { revision, nowMs: () => Math.floor(clock), pause }, pauses, timeOfNextWrite: () => timeAt(clock) };
}

describe('the revision of a file', () => {
  it('is there at once where the tick of its last write is over', async () => {
    const { ports, pauses } = fileOf([1003], 1012);
    expect(await settledRevision(ports)).toMatchObject({ mtimeNs: '1000000000' });
    expect(pauses).toEqual([]);
  });

  it('is waited for until a later write would have another', async () => {
    const { ports, pauses } = fileOf([1003], 1004);
    expect(await settledRevision(ports)).toMatchObject({ mtimeNs: '1000000000' });
    expect(pauses).toEqual([8]);
  });

  it.each([
    ['a little', 1010.5],
    ['long', 1005.5],
  ])('is that of no later write where its tick began within a millisecond and has %s to go', async (_, nowMs) => {
    const { ports, timeOfNextWrite } = fileOf([1003], nowMs, 0.9);
    const settled = await settledRevision(ports);
    expect(settled?.mtimeNs).toBe('1000900000');
    expect(timeOfNextWrite()).not.toBe(settled?.mtimeNs);
  });

  it('holds a write within the wait that has the same time, since the file is read only then', async () => {
    expect(await settledRevision(fileOf([1003, 1006], 1004).ports)).toMatchObject({ mtimeNs: '1000000000' });
  });

  it('is none where a write came with a later time', async () => {
    expect(await settledRevision(fileOf([1003, 1010], 1004).ports)).toBeUndefined();
  });

  it('is not waited for where the clock was set back after the write', async () => {
    const { ports, pauses } = fileOf([1003], 1004);
    expect(await settledRevision({ ...ports, nowMs: () => 500 })).toMatchObject({ mtimeNs: '1000000000' });
    expect(pauses).toEqual([]);
  });
});
