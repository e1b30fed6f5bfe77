import { existsSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { IncompleteCopyError } from '../../../agent/errors';
import { CopyFixture, manifestOf } from './copy-fixture';

describe('GIVEN a shard without a home', () => {
  it('THEN hydrating makes an empty, complete copy at once', async () => {
    const fixture = new CopyFixture();
    expect(await fixture.copies.hydrate('s', undefined)).toBe(true);
    expect(await fixture.copies.files('s')).toEqual([]);
    expect(await fixture.copies.held()).toEqual(['s']);
    expect(fixture.incoming).toEqual([]);
  });
});

describe('GIVEN a home', () => {
  it('THEN hydrating is under way at first, and ends with its files', async () => {
    const fixture = new CopyFixture();
    const objects = [
      fixture.objects.add('a', 'twenty bytes of text'),
      fixture.objects.add('deep/er/b', 'b'),
      fixture.objects.add('empty', ''),
    ];
    expect(await fixture.copies.hydrate('s', manifestOf(3, objects))).toBe(false);
    await fixture.hydrate(manifestOf(3, objects));
    expect(fixture.seen()).toEqual({ a: 'twenty bytes of text', 'deep/er/b': 'b', empty: '' });
    expect(fixture.objects.reads.filter((read) => read.startsWith('homes/s/1/a '))).toHaveLength(3);
    expect(fixture.incoming).toEqual([]);
  });

  it('THEN each file is known to be its object', async () => {
    const fixture = new CopyFixture();
    const objects = [fixture.objects.add('a', 'A'), fixture.objects.add('b', 'B')];
    await fixture.hydrate(manifestOf(3, objects));
    const files = await fixture.copies.files('s');
    expect(files.map(({ path }) => path).sort()).toEqual(['a', 'b']);
    expect(files.map(({ stored }) => stored)).toEqual(expect.arrayContaining(objects));
  });
});

describe('GIVEN a copy of an older version', () => {
  async function withOlder() {
    const fixture = new CopyFixture();
    const kept = fixture.objects.add('kept', 'kept content');
    const gone = fixture.objects.add('sub/gone', 'gone');
    await fixture.hydrate(manifestOf(1, [kept, gone]));
    fixture.objects.reads.length = 0;
    return { fixture, kept, gone };
  }

  it('THEN only what is new is fetched, and what the manifest lacks goes', async () => {
    const { fixture, kept } = await withOlder();
    const inode = statSync(join(fixture.copies.directory('s'), 'kept')).ino;
    await fixture.hydrate(manifestOf(2, [kept, fixture.objects.add('new', 'new')]));
    expect(fixture.seen()).toEqual({ kept: 'kept content', new: 'new' });
    expect(existsSync(join(fixture.copies.directory('s'), 'sub'))).toBe(false);
    expect(fixture.objects.reads).toEqual(['homes/s/1/new 0-3']);
    expect(statSync(join(fixture.copies.directory('s'), 'kept')).ino).toBe(inode);
  });

  it('THEN a version with the same files is there at once', async () => {
    const { fixture, kept, gone } = await withOlder();
    expect(await fixture.copies.hydrate('s', manifestOf(2, [kept, gone], 2))).toBe(true);
    expect(fixture.objects.reads).toEqual([]);
  });

  it('THEN a version with fewer files is there at once', async () => {
    const { fixture, kept } = await withOlder();
    expect(await fixture.copies.hydrate('s', manifestOf(2, [kept]))).toBe(true);
    expect(fixture.seen()).toEqual({ kept: 'kept content' });
  });

  it('THEN another process fetches nothing of it again', async () => {
    const { fixture, kept, gone } = await withOlder();
    fixture.start();
    expect(await fixture.copies.hydrate('s', manifestOf(1, [kept, gone]))).toBe(true);
    expect((await fixture.copies.files('s')).every(({ stored }) => stored)).toBe(true);
    expect(fixture.objects.reads).toEqual([]);
  });

  it('THEN a file that changed in place under the same size is fetched again', async () => {
    const { fixture, kept, gone } = await withOlder();
    fixture.write('kept', 'KEPT CONTENT');
    await fixture.hydrate(manifestOf(2, [kept, gone]));
    expect(fixture.seen()).toEqual({ kept: 'kept content', 'sub/gone': 'gone' });
    expect(fixture.objects.reads).toEqual(['homes/s/1/kept 0-8', 'homes/s/1/kept 8-12']);
  });

  it('THEN a file of the right content but of another object is read, not fetched', async () => {
    const { fixture, gone } = await withOlder();
    const moved = fixture.objects.add('kept', 'kept content', 'homes/s/2/other');
    await fixture.hydrate(manifestOf(2, [moved, gone], 2));
    expect(fixture.objects.reads).toEqual([]);
    const [file] = await fixture.copies.files('s', ['kept']);
    expect(file?.stored).toEqual(moved);
  });

  it('THEN writes that were never flushed go, in hidden files too', async () => {
    const { fixture, kept, gone } = await withOlder();
    fixture.write('unflushed', 'u');
    fixture.write('.journal', 'j');
    fixture.write('sub/.lock/pid', '1');
    await fixture.hydrate(manifestOf(2, [kept, gone], 2));
    expect(fixture.seen()).toEqual({ kept: 'kept content', 'sub/gone': 'gone' });
  });

  it('THEN a hidden file alone goes too, because a journal of another epoch must not be played again', async () => {
    const { fixture, kept, gone } = await withOlder();
    fixture.write('.journal', 'j');
    expect(await fixture.copies.hydrate('s', manifestOf(2, [kept, gone], 2))).toBe(true);
    expect(fixture.seen()).toEqual({ kept: 'kept content', 'sub/gone': 'gone' });
  });

  it('THEN what no home can keep goes too, for nobody could take the shard over otherwise', async () => {
    const { fixture, kept, gone } = await withOlder();
    symlinkSync('kept', join(fixture.copies.directory('s'), 'link'));
    await fixture.hydrate(manifestOf(2, [kept, gone], 2));
    expect(fixture.seen()).toEqual({ kept: 'kept content', 'sub/gone': 'gone' });
    expect(existsSync(join(fixture.copies.directory('s'), 'link'))).toBe(false);
  });

  it('THEN hidden files of whoever reads the copy do not keep it from being there', async () => {
    const { fixture, kept, gone } = await withOlder();
    fixture.write('.lock', 'of a follower');
    expect(await fixture.copies.hydrate('s', manifestOf(1, [kept, gone]))).toBe(true);
  });
});

describe('GIVEN a transfer that is under way', () => {
  it('THEN the copy is of no version until it is over', async () => {
    const fixture = new CopyFixture();
    const [first, second] = [manifestOf(1, []), manifestOf(2, [fixture.objects.add('new', 'new')])];
    await fixture.hydrate(first);
    expect(await fixture.copies.holds('s', first)).toBe(true);
    expect(await fixture.copies.hydrate('s', second)).toBe(false);
    expect(await fixture.copies.holds('s', first)).toBe(false);
    expect(await fixture.copies.holds('s', second)).toBe(false);
    await fixture.hydrate(second);
    expect(await fixture.copies.holds('s', second)).toBe(true);
  });

  it('THEN it goes on while newer manifests name what it fetches: a busy owner flushes faster than a large file comes', async () => {
    const fixture = new CopyFixture();
    const large = fixture.objects.add('large', 'x'.repeat(800));
    fixture.objects.beforeTransfer = () => setTimeout(5);
    for (let version = 1; version <= 10; version += 1) {
      const small = fixture.objects.add('small', `${version}`, `homes/s/1/small-${version}`);
      await fixture.copies.hydrate('s', manifestOf(version, [large, small]));
      await setTimeout(20);
    }
    const newest = manifestOf(11, [large, fixture.objects.add('small', '11', 'homes/s/1/small-11')]);
    await fixture.hydrate(newest);
    expect(fixture.seen()).toEqual({ large: 'x'.repeat(800), small: '11' });
    const reads = fixture.objects.reads.filter((read) => read.startsWith(large.key));
    expect(reads).toHaveLength(100);
  });

  it('THEN a newer manifest without any of it supersedes it, and only that version is installed', async () => {
    const fixture = new CopyFixture();
    const old = Array.from({ length: 20 }, (_, index) => fixture.objects.add(`old-${index}`, 'old content'));
    fixture.objects.beforeTransfer = () => setImmediate();
    expect(await fixture.copies.hydrate('s', manifestOf(1, old))).toBe(false);
    const newer = manifestOf(2, [fixture.objects.add('new', 'new')]);
    await fixture.hydrate(newer);
    expect(fixture.seen()).toEqual({ new: 'new' });
    expect(fixture.objects.inFlight).toBe(0);
    expect(fixture.incoming).toEqual([]);
  });

  it('THEN it ends when all are to end, and nothing new begins, but what is there stays', async () => {
    const fixture = new CopyFixture();
    const there = manifestOf(1, [fixture.objects.add('there', 'T')]);
    await fixture.hydrate(there);
    let arrived: () => void = () => {};
    const isUnderWay = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    fixture.objects.beforeTransfer = () => {
      arrived();
      return setImmediate();
    };
    const manifest = manifestOf(
      1,
      Array.from({ length: 20 }, (_, index) => fixture.objects.add(`${index}`, 'some content')),
    );
    expect(await fixture.copies.hydrate('t', manifest)).toBe(false);
    await isUnderWay;
    fixture.copies.endTransfers();
    expect(await fixture.copies.hydrate('t', manifest)).toBe(false);
    expect(fixture.objects.inFlight).toBe(0);
    const { length } = fixture.objects.reads;
    expect(length).toBeLessThan(20);
    expect(await fixture.copies.hydrate('t', manifest)).toBe(false);
    expect(await fixture.copies.hydrate('s', there)).toBe(true);
    expect(fixture.objects.reads).toHaveLength(length);
  });

  it('THEN dropping the shard ends it and leaves nothing', async () => {
    const fixture = new CopyFixture();
    fixture.objects.beforeTransfer = () => setImmediate();
    const objects = Array.from({ length: 20 }, (_, index) => fixture.objects.add(`${index}`, 'some content'));
    await fixture.copies.hydrate('s', manifestOf(1, objects));
    await fixture.copies.drop('s');
    const { length } = fixture.objects.reads;
    await setImmediate();
    expect(fixture.objects.reads).toHaveLength(length);
    expect(await fixture.copies.held()).toEqual([]);
    await expect(fixture.copies.files('s')).rejects.toThrow(IncompleteCopyError);
  });
});
