import { describe, expect, it } from 'vitest';
import { Backoff } from '../../agent/duties/backoff';
import { DiskFullError, PermissionError } from '../../agent/errors';
import { FaultList } from '../../agent/faults/fault-list';
import { PollPace } from '../../agent/poll-pace';
import { WorkPool } from '../../agent/work-pool';
import type { Shard } from '../../core/fleet/shard';

describe('the faults of a node', () => {
  let nowMs = 0;
  const list = () => new FaultList(() => nowMs);

  it('are the latest of each name and shard', () => {
    const faults = list();
    expect(faults.note('move', new DiskFullError('one'), 's')).toBe(true);
    expect(faults.note('move', new DiskFullError('two'), 's')).toBe(false);
    faults.note('move', new DiskFullError('three'), 't');
    expect(faults.list().map(({ message }) => message)).toEqual(['two', 'three']);
  });

  it('end when the same action succeeds for the same shard', () => {
    const faults = list();
    faults.note('move', new DiskFullError(''), 's');
    faults.note('move', new DiskFullError(''), 't');
    faults.note('flush', new PermissionError(''), 's');
    faults.clear('move', 's');
    expect(faults.list()).toMatchObject([{ shardId: 't' }, { code: 'PermissionError' }]);
  });

  it('are told as at most 20, the latest', () => {
    const faults = list();
    for (let index = 0; index < 25; index += 1) {
      faults.note('move', new DiskFullError(''), `s${index}`);
    }
    expect(faults.list()).toHaveLength(20);
    expect(faults.list()[0]).toMatchObject({ shardId: 's5' });
  });

  it('are new once each, however many there are', () => {
    const faults = list();
    const shards = Array.from({ length: 5000 }, (_, index) => `s${index}`);
    const areNew = () => shards.map((shard) => faults.note('flush', new PermissionError(''), shard));
    expect(areNew()).not.toContain(false);
    expect(areNew()).not.toContain(true);
  });

  it('are kept in little memory, whatever a service calls its shards', () => {
    const faults = list();
    for (let index = 0; index < 30_000; index += 1) {
      faults.note('service', new DiskFullError(''), `x${index}`);
    }
    expect(faults.note('service', new DiskFullError(''), 'x29999')).toBe(false);
    expect(faults.note('service', new DiskFullError(''), 'x0')).toBe(true);
  });

  it('end after five minutes in which nobody met them again', () => {
    const faults = list();
    faults.note('follow', new DiskFullError(''), 's');
    nowMs += 300_000;
    expect(faults.list()).toHaveLength(1);
    nowMs += 1;
    expect(faults.list()).toEqual([]);
  });

  it('name each part of what failed as a whole', () => {
    const faults = list();
    faults.note('renew', new AggregateError([new DiskFullError('a'), new PermissionError('b')]));
    expect(faults.list().map(({ code }) => code)).toEqual(['DiskFullError', 'PermissionError']);
  });
});

describe('the pace of polls', () => {
  const work = (state: string) => [{ id: 's', move: { id: 'm', state } }] as unknown as readonly Shard[];

  it('is a second while nothing moves', () => {
    expect(new PollPace().pauseMs(0)).toBe(1000);
  });

  it('is short after a change, and longer the longer nothing changes', () => {
    const pace = new PollPace();
    pace.note(work('copying'), 0);
    expect(pace.pauseMs(0)).toBe(100);
    pace.note(work('copying'), 5000);
    expect(pace.pauseMs(5000)).toBe(500);
    pace.note([], 60_000);
    expect(pace.pauseMs(60_000)).toBe(100);
    expect(pace.pauseMs(90_000)).toBe(1000);
  });
});

describe('the wait after a failure', () => {
  it('doubles up to its longest, and is over with the first success', () => {
    let nowMs = 0;
    const backoff = new Backoff(() => nowMs, 100, 300);
    const waits: number[] = [];
    for (let failure = 0; failure < 4; failure += 1) {
      backoff.note('a', false);
      const failedMs = nowMs;
      while (!backoff.isReady('a')) {
        nowMs += 50;
      }
      waits.push(nowMs - failedMs);
    }
    expect(waits).toEqual([100, 200, 300, 300]);
    expect(backoff.hasFailed('a')).toBe(true);
    backoff.note('a', true);
    expect(backoff.hasFailed('a')).toBe(false);
    backoff.note('a', false);
    nowMs += 100;
    expect(backoff.isReady('a')).toBe(true);
    expect(backoff.isReady('b')).toBe(true);
  });

  it('is forgotten with what is done with', () => {
    const backoff = new Backoff(() => 0, 100, 300);
    backoff.note('a', false);
    backoff.keepOnly(['b']);
    expect(backoff.isReady('a')).toBe(true);
  });
});

describe('a work pool', () => {
  it('runs so many at once and no key twice', async () => {
    const pool = new WorkPool(2);
    const ends: (() => void)[] = [];
    const started: string[] = [];
    const start = (key: string) =>
      pool.run(key, () => {
        started.push(key);
        return new Promise<void>((resolve) => ends.push(resolve));
      });
    const all = ['a', 'b', 'a', 'c'].map(start);
    await Promise.resolve();
    expect(started).toEqual(['a', 'b']);
    expect(pool.size).toBe(3);
    ends[0]?.();
    await all[0];
    expect(started).toEqual(['a', 'b', 'c']);
    ends[1]?.();
    ends[2]?.();
    await Promise.all(all);
    expect(pool.size).toBe(0);
  });

  it('lets what failed last time hold up nothing that did not', async () => {
    const pool = new WorkPool(1);
    const forever = () => new Promise<void>(() => {});
    void pool.run('a', forever, true);
    void pool.run('b', forever, true);
    await pool.run('c', async () => {});
    expect(pool.has('a')).toBe(true);
    expect(pool.has('c')).toBe(false);
  });

  it('goes on after work that failed', async () => {
    const pool = new WorkPool(1);
    await expect(pool.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await pool.run('a', async () => {});
  });
});
