import { describe, expect, it } from 'vitest';
import type { FileSystem, OpenFile } from '../../../agent/copies/file-system';
import { nodeFileSystem } from '../../../agent/copies/node-file-system';
import { CorruptObjectError, DiskFullError, MissingObjectError, ReadOnlyDiskError } from '../../../agent/errors';
import { CopyFixture, manifestOf } from './copy-fixture';

/** A copy of version 1 with the file `old`. */
async function withOld(disk?: Partial<FileSystem>) {
  const fixture = new CopyFixture();
  const old = fixture.objects.add('old', 'old');
  await fixture.hydrate(manifestOf(1, [old]));
  fixture.start({ disk: { ...nodeFileSystem, ...disk } });
  return { fixture, old };
}

function diskError(code: string): Error {
  return Object.assign(new Error(`${code}: from the disk`), { code });
}

/** A disk on which writing a file's bytes fails. */
function failingWrites(code: string): Partial<FileSystem> {
  return {
    create: async (path) => {
      const file = await nodeFileSystem.create(path);
      const write: OpenFile['write'] = (chunks, position) =>
        path.includes('fetched') ? Promise.reject(diskError(code)) : file.write(chunks, position);
      return { ...file, write };
    },
  };
}

describe('GIVEN an object that is not what its manifest says', () => {
  it.each([
    ['of other bytes', 'nEw content'],
    ['cut short', 'new con'],
  ])('THEN one %s ends the transfer, and the old copy stays', async (_, stored) => {
    const { fixture, old } = await withOld();
    const object = fixture.objects.add('new', 'new content');
    fixture.objects.objects.set(object.key, Buffer.from(stored));
    await expect(fixture.hydrate(manifestOf(2, [old, object]))).rejects.toThrow(CorruptObjectError);
    expect(fixture.seen()).toEqual({ old: 'old' });
    expect(fixture.incoming).toEqual([]);
  });

  it('THEN a missing one is named', async () => {
    const { fixture, old } = await withOld();
    const object = fixture.objects.add('new', 'new content');
    fixture.objects.objects.delete(object.key);
    await expect(fixture.hydrate(manifestOf(2, [old, object]))).rejects.toThrow(MissingObjectError);
    expect(fixture.seen()).toEqual({ old: 'old' });
  });

  it('THEN an empty one must have the checksum of nothing', async () => {
    const { fixture } = await withOld();
    const object = { ...fixture.objects.add('new', ''), sha256: '0'.repeat(64) };
    await expect(fixture.hydrate(manifestOf(2, [object]))).rejects.toThrow(CorruptObjectError);
  });

  it('THEN the next attempt begins anew, and keeps what the failed one had verified', async () => {
    const { fixture } = await withOld();
    const sound = fixture.objects.add('sound', 'sound');
    const broken = fixture.objects.add('broken', 'broken');
    fixture.objects.objects.set(broken.key, Buffer.from('BROKEN'));
    // The broken one comes only when the sound one is over.
    fixture.objects.beforeTransfer = async (key) => {
      while (key === broken.key && !fixture.incoming.some((path) => !path.endsWith('.part'))) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    await expect(fixture.hydrate(manifestOf(2, [sound, broken]))).rejects.toThrow(CorruptObjectError);
    fixture.objects.objects.set(broken.key, Buffer.from('broken'));
    fixture.objects.reads.length = 0;
    await fixture.hydrate(manifestOf(2, [sound, broken]));
    expect(fixture.seen()).toEqual({ sound: 'sound', broken: 'broken' });
    expect(fixture.objects.reads).toEqual([`${broken.key} 0-6`]);
  });
});

describe('GIVEN a connection that breaks off in the middle of an answer', () => {
  it('THEN the part is asked for again', async () => {
    const { fixture } = await withOld();
    let faults = 2;
    fixture.objects.beforeTransfer = () => {
      faults -= 1;
      return faults >= 0 ? Promise.reject(new Error('aborted')) : undefined;
    };
    await fixture.hydrate(manifestOf(2, [fixture.objects.add('new', 'new')]));
    expect(fixture.seen()).toEqual({ new: 'new' });
    expect(fixture.objects.reads.slice(-3)).toEqual(Array(3).fill('homes/s/1/new 0-3'));
  });

  it('THEN the third time ends the transfer', async () => {
    const { fixture } = await withOld();
    fixture.objects.beforeTransfer = () => Promise.reject(new Error('aborted'));
    await expect(fixture.hydrate(manifestOf(2, [fixture.objects.add('new', 'new')]))).rejects.toThrow('aborted');
    expect(fixture.seen()).toEqual({ old: 'old' });
  });
});

describe('GIVEN a large object whose answer breaks off once', () => {
  const MEBIBYTE = 1024 * 1024;
  const text = 'sixteen bytes ok'.repeat((5 * MEBIBYTE) / 16);

  async function* brokenOff(bytes: Uint8Array, length: number): AsyncIterable<Uint8Array> {
    for (let position = 0; position < length; position += MEBIBYTE) {
      yield bytes.slice(position, position + MEBIBYTE);
    }
    throw new Error('aborted');
  }

  it.each([
    ['in its middle, THEN the rest is asked for', 2 * MEBIBYTE, [2 * MEBIBYTE]],
    ['after its last byte, THEN nothing more is asked for', 5 * MEBIBYTE, []],
  ])('%s', async (_, length, positions) => {
    const fixture = new CopyFixture();
    const object = fixture.objects.add('large', text);
    const { objects } = fixture;
    const read = objects.read.bind(objects);
    let faults = 1;
    objects.read = async (...range) => {
      faults -= 1;
      return faults < 0 ? read(...range) : brokenOff(Buffer.from(text), length);
    };
    fixture.start({ partBytes: 8 * MEBIBYTE });
    await fixture.hydrate(manifestOf(1, [object]));
    expect(fixture.seen()).toEqual({ large: text });
    expect(objects.reads).toEqual(positions.map((start) => `${object.key} ${start}-${5 * MEBIBYTE}`));
  });
});

describe('GIVEN a disk', () => {
  it('without room for what is missing, THEN nothing is fetched', async () => {
    const { fixture, old } = await withOld({ freeBytes: async () => 10 });
    fixture.objects.reads.length = 0;
    const objects = [old, fixture.objects.add('x', 'six by'), fixture.objects.add('y', 'five!')];
    await expect(fixture.hydrate(manifestOf(2, objects))).rejects.toThrow(DiskFullError);
    expect(fixture.objects.reads).toEqual([]);
    await fixture.hydrate(manifestOf(3, objects.slice(0, 2)));
    expect(fixture.seen()).toEqual({ old: 'old', x: 'six by' });
  });

  it.each([
    ['ENOSPC', DiskFullError],
    ['EDQUOT', DiskFullError],
    ['EROFS', ReadOnlyDiskError],
  ])('that fails with %s, THEN the fault is named, and the old copy stays', async (code, named) => {
    const { fixture, old } = await withOld(failingWrites(code));
    const manifest = manifestOf(2, [old, fixture.objects.add('new', 'new')]);
    fixture.objects.reads.length = 0;
    await expect(fixture.hydrate(manifest)).rejects.toThrow(named);
    expect(fixture.objects.reads).toHaveLength(1);
    expect(fixture.seen()).toEqual({ old: 'old' });
    expect(fixture.incoming).toEqual([]);
  });

  it('that runs full, THEN what has come leaves room for the writes of shards that are served', async () => {
    const { fixture, old } = await withOld({
      create: (path) =>
        path.endsWith('copy.json.new') ? Promise.reject(diskError('ENOSPC')) : nodeFileSystem.create(path),
    });
    const large = fixture.objects.add('large', 'fills the disk');
    await expect(fixture.hydrate(manifestOf(2, [old, large]))).rejects.toThrow(DiskFullError);
    expect(fixture.incoming).toEqual([]);
    expect(fixture.seen()).toEqual({ old: 'old' });
    fixture.start();
    await fixture.hydrate(manifestOf(2, [old, large]));
    expect(fixture.seen()).toEqual({ old: 'old', large: 'fills the disk' });
  });

  it('that cannot be written at all, THEN the fault is named', async () => {
    const { fixture } = await withOld({ makeFolder: () => Promise.reject(diskError('EROFS')) });
    await expect(fixture.hydrate(manifestOf(2, []))).rejects.toThrow(ReadOnlyDiskError);
  });
});

it.each(['../s', '.hidden', 'a/b', ''])('refuses the shard id %j, which would lead out of its folder', async (id) => {
  await expect(new CopyFixture().copies.hydrate(id, undefined)).rejects.toThrow('makes no folder name');
});
