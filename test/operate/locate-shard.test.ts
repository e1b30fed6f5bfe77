import { beforeEach, describe, expect, it } from 'vitest';
import { manifestKey } from '../../core/contract/object-keys';
import type { Shard } from '../../core/fleet/shard';
import { locateShard } from '../../operate/shard/locate-shard';
import { homeObject, manifest } from './memory/manifests';
import { MemoryFleet } from './memory/memory-fleet';

const SHARD = 'shard-00000';

let fleet: MemoryFleet;

beforeEach(() => {
  fleet = new MemoryFleet();
  fleet.node('i-a');
});

async function verdict() {
  const { ok, lines } = await locateShard(fleet.open, SHARD);
  return { ok, text: lines.at(-1) };
}

describe('shard where', () => {
  it('shows row, address and home', async () => {
    fleet.shard(SHARD, 'i-a', 1);
    fleet.bucket.putManifest(manifest(SHARD, { version: 5, objects: [homeObject(SHARD, 'data', 1500)] }));

    expect((await locateShard(fleet.open, SHARD)).lines).toEqual([
      'shard      shard-00000',
      'owner      i-a at i-a:7070',
      'followers  none',
      'epoch      1',
      'move       none',
      'manifest   version 5, epoch 1, by i-a, 1 object, 1.5 KB',
      'table and manifest agree',
    ]);
  });

  it('shows who is to act in a move, and an owner whose address nobody knows', async () => {
    fleet.shard(SHARD, 'i-gone', 1, { from: null, to: 'i-a', state: 'copying' });

    const { lines, value } = await locateShard(fleet.open, SHARD);

    expect(lines).toContain('owner      i-gone at an unknown address');
    expect(lines).toContain('move       copying from - to i-a, waits for i-b');
    expect(value).toMatchObject({ owner: 'i-gone', address: null, ownerFenced: null, epoch: 1, manifest: null });
  });

  it('shows what there is of a shard without a row', async () => {
    fleet.bucket.putManifest(manifest(SHARD, { version: 5, objects: [homeObject(SHARD, 'data', 1500)] }));

    const { lines, value } = await locateShard(fleet.open, SHARD);

    expect(lines.slice(1, 5)).toEqual(['owner      none', 'followers  none', 'epoch      no row', 'move       none']);
    const home = { version: 5, epoch: 1, writer: 'i-a', objects: 1, bytes: 1500 };
    expect(value).toMatchObject({ owner: null, followers: [], epoch: null, move: null, manifest: home });
  });

  it('fails when the bucket does not answer: that is no damaged manifest', async () => {
    fleet.bucket.read = () => Promise.reject(new Error('access denied'));

    await expect(locateShard(fleet.open, SHARD)).rejects.toThrow('access denied');
  });

  it('fails for a shard that the fleet does not have', async () => {
    await expect(locateShard(fleet.open, 'shard-9')).rejects.toThrow('its shards are shard-00000 to shard-00003');
  });

  it('agrees while the shard was never placed', async () => {
    expect(await verdict()).toEqual({ ok: true, text: 'the shard was never placed' });
  });

  it('agrees after an import, before the first placement', async () => {
    fleet.bucket.putManifest(manifest(SHARD, { epoch: 0, writer: 'import' }));

    expect(await verdict()).toEqual({ ok: true, text: 'the shard was never placed' });
  });

  it('agrees before the first placement, once the row is there', async () => {
    fleet.shard(SHARD, null, 0);

    expect(await verdict()).toEqual({ ok: true, text: 'the shard was never placed' });
  });

  it('names what of the row nobody can read', async () => {
    fleet.shard(SHARD, 'i-a', 0);
    const row = fleet.table.shards.get(SHARD);
    fleet.table.shards.set(SHARD, { ...row, unreadable: ['epoch'] } as Shard);

    expect(await verdict()).toEqual({ ok: false, text: expect.stringContaining('nobody can read of the row: epoch') });
  });

  it('says that the manifest of a placed shard is gone, and what brings it back', async () => {
    fleet.shard(SHARD, 'i-a', 1);

    expect(await verdict()).toEqual({ ok: false, text: expect.stringContaining('bring it back: shard restore') });
  });

  it('agrees while a new owner is sealing', async () => {
    fleet.shard(SHARD, 'i-a', 2, { state: 'committed' });
    fleet.bucket.putManifest(manifest(SHARD));

    expect(await verdict()).toEqual({ ok: true, text: 'i-a is sealing the home for epoch 2 right now' });
  });

  it('agrees after a restore', async () => {
    fleet.shard(SHARD, null, 1);
    fleet.bucket.putManifest(manifest(SHARD, { writer: 'restore:jo' }));

    expect((await verdict()).ok).toBe(true);
  });

  it.each([
    ['has no row', () => undefined, 'write it anew: fleet rebuild'],
    ['is behind', () => fleet.shard(SHARD, 'i-a', 0), 'the table is behind: epoch 0, but the home is sealed for 1'],
    ['is ahead of the seal', () => fleet.shard(SHARD, 'i-a', 2), 'sealed for epoch 1 only: i-a must seal it'],
    ['names another owner', () => fleet.shard(SHARD, 'i-b', 1), 'the table names i-b, but i-a wrote the manifest'],
  ])('says what is wrong when the table %s', async (_, arrange, text) => {
    arrange();
    fleet.bucket.putManifest(manifest(SHARD));

    expect(await verdict()).toEqual({ ok: false, text: expect.stringContaining(text) });
  });

  it('says what to do about an unreadable manifest', async () => {
    fleet.shard(SHARD, 'i-a', 1);
    fleet.bucket.put(manifestKey(SHARD), 'no JSON');

    expect(await verdict()).toEqual({ ok: false, text: expect.stringContaining('shard restore') });
  });
});
