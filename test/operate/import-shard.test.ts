import { beforeEach, describe, expect, it } from 'vitest';
import { importShard } from '../../operate/shard/import-shard';
import { manifest } from './memory/manifests';
import { MemoryFleet } from './memory/memory-fleet';

const SHARD = 'shard-00000';

let fleet: MemoryFleet;

beforeEach(() => {
  fleet = new MemoryFleet();
  fleet.localFiles.set('b/data', '12345');
  fleet.localFiles.set('a', '123');
});

describe('shard import', () => {
  it.each([true, false])('makes the files the first home (row there: %s)', async (hasRow) => {
    if (hasRow) {
      fleet.shard(SHARD, null, 0);
    }

    const report = await importShard(fleet.open, SHARD, '/data');

    expect(report).toMatchObject({ value: { shard: SHARD, objects: 2, bytes: 8 }, ok: true });
    expect((await fleet.bucket.read(SHARD))?.manifest).toMatchObject({
      epoch: 0,
      version: 1,
      writer: 'import',
      objects: [{ path: 'a' }, { path: 'b/data' }],
    });
  });

  it.each([
    ['an epoch', () => fleet.shard(SHARD, null, 1)],
    ['an owner', () => fleet.shard(SHARD, 'i-a', 0)],
    ['a move', () => fleet.shard(SHARD, null, 0, { from: null })],
  ])('fails for a shard with %s, and stores nothing', async (_, arrange) => {
    arrange();

    await expect(importShard(fleet.open, SHARD, '/data')).rejects.toThrow(
      /was placed already .+ deploy with observeOnly/,
    );
    expect(await fleet.bucket.list(SHARD)).toEqual([]);
  });

  it('fails for a shard with a home', async () => {
    fleet.bucket.putManifest(manifest(SHARD, { epoch: 2, version: 9 }));

    await expect(importShard(fleet.open, SHARD, '/data')).rejects.toThrow('has a home already (version 9, epoch 2)');
  });

  it('fails for a shard that the fleet does not have', async () => {
    await expect(importShard(fleet.open, 'shard-99999', '/data')).rejects.toThrow('shard-99999');
    expect(await fleet.bucket.list('shard-99999')).toEqual([]);
  });

  it('fails for an empty directory', async () => {
    fleet.localFiles.clear();

    await expect(importShard(fleet.open, SHARD, '/data')).rejects.toThrow('/data has no files');
  });

  it('says what ended it, also when its objects cannot be removed', async () => {
    const { imports } = fleet.ports;
    imports.upload = async (_directory, path) => {
      if (path === 'a') {
        throw new Error('a changed while it was imported');
      }
      return { path, key: `homes/${SHARD}/0/b`, sizeBytes: 5, sha256: 'a'.repeat(64) };
    };
    fleet.bucket.remove = () => Promise.reject(new Error('access denied'));

    await expect(importShard(fleet.open, SHARD, '/data')).rejects.toThrow(
      'a changed while it was imported; 1 object stored for it could not be removed (access denied)',
    );
  });

  it('takes its objects back when somebody else makes the home meanwhile', async () => {
    fleet.bucket.beforeReplace = () => void fleet.bucket.putManifest(manifest(SHARD, { writer: 'i-a' }));

    await expect(importShard(fleet.open, SHARD, '/data')).rejects.toThrow('got a home from somebody else');
    expect(await fleet.bucket.list(SHARD)).toEqual([`homes/${SHARD}/manifest.json`]);
    expect((await fleet.bucket.read(SHARD))?.manifest.writer).toBe('i-a');
  });
});
