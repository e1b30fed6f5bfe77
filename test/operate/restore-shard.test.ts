import { beforeEach, describe, expect, it } from 'vitest';
import { homeObjectKey, manifestKey } from '../../core/contract/object-keys';
import type { Heartbeat } from '../../core/fleet/node';
import { restoreShard } from '../../operate/shard/restore-shard';
import { homeObject, manifest } from './memory/manifests';
import { MemoryFleet } from './memory/memory-fleet';

const SHARD = 'shard-00000';
const OLD = homeObject(SHARD, 'old', 3);
const NEW = homeObject(SHARD, 'new', 4);
const MINUTE_MS = 60_000;

let fleet: MemoryFleet;
let startMs: number;

/** At minute 0 the home holds `old`, at minute 10 `new`; then `old` is collected as garbage. */
beforeEach(async () => {
  fleet = new MemoryFleet();
  startMs = fleet.nowMs;
  fleet.shard(SHARD, null, 2);
  store(0, OLD.key, 'old');
  at(0).putManifest(manifest(SHARD, { epoch: 1, version: 1, objects: [OLD] }));
  store(10, NEW.key, 'new!');
  at(10).putManifest(manifest(SHARD, { epoch: 2, version: 2, objects: [NEW] }));
  await at(15).remove([OLD.key]);
  fleet.nowMs = startMs + 60 * MINUTE_MS;
});

function at(minute: number) {
  fleet.bucket.nowMs = startMs + minute * MINUTE_MS;
  return fleet.bucket;
}

function store(minute: number, key: string, text: string): void {
  at(minute).put(key, text);
}

/** The node's next heartbeat. */
function renew(nodeId: string, shards: readonly string[]): void {
  const before = fleet.table.heartbeats.get(nodeId);
  if (before) {
    const loads = Object.fromEntries(shards.map((id) => [id, { bytes: 1, load: 1 }]));
    fleet.table.heartbeats.set(nodeId, { ...before, counter: before.counter + 1, shards: loads });
  }
}

function restore(minute: number, yes = true) {
  return restoreShard(fleet.open, { shardId: SHARD, atMs: startMs + minute * MINUTE_MS, user: 'jo', yes });
}

describe('shard restore', () => {
  it('writes what was current then as a new version of the present epoch', async () => {
    await restore(5);

    const { manifest: restored } = (await fleet.bucket.read(SHARD)) ?? {};
    expect(restored).toMatchObject({ epoch: 2, version: 3, writer: 'restore:jo', objects: [OLD] });
  });

  it('fails for a shard that the fleet does not have', async () => {
    const wish = { shardId: 'shard-9', atMs: startMs, user: 'jo', yes: true };
    await expect(restoreShard(fleet.open, wish)).rejects.toThrow('its shards are shard-00000 to');
  });

  it.each([
    [false, 'nothing was written; to write it as version 3, repeat with --yes'],
    [true, 'shard-00000 is restored as version 3; the next owner begins from it: fleet resume'],
  ])('with --yes: %s says what it holds and what is next', async (yes, next) => {
    const { ok, lines } = await restore(5, yes);
    const what = '1 object, 3 B, 1 of them deleted or overwritten since';
    expect({ ok, lines }).toEqual({ ok: true, lines: [expect.stringContaining(what), next] });
  });

  it('fails when the bucket does not tell what the home holds now, and writes nothing', async () => {
    fleet.bucket.read = () => Promise.reject(new Error('access denied'));
    await expect(restore(5)).rejects.toThrow('access denied');
    expect(fleet.bucket.isVisible(OLD.key)).toBe(false);
  });

  it('takes objects back that were deleted since', async () => {
    expect(fleet.bucket.isVisible(OLD.key)).toBe(false);

    const report = await restore(5);

    expect(fleet.bucket.isVisible(OLD.key)).toBe(true);
    expect(report.value).toMatchObject({ undeleted: [OLD.key], written: true });
  });

  it('takes back an object that was deleted although the manifest of now names it', async () => {
    await at(20).remove([NEW.key]);
    fleet.nowMs = startMs + 60 * MINUTE_MS;

    const report = await restore(30);

    expect(fleet.bucket.isVisible(NEW.key)).toBe(true);
    expect(report.value).toMatchObject({ undeleted: [NEW.key], written: true });
  });

  it.each(['odd!', 'longer'])('takes back an object that somebody overwrote since by "%s"', async (text) => {
    store(20, NEW.key, text);
    await at(25).remove([NEW.key]);
    store(30, NEW.key, text);
    fleet.nowMs = startMs + 60 * MINUTE_MS;

    const report = await restore(12);

    expect(fleet.bucket.text(NEW.key)).toBe('new!');
    expect(report.value).toMatchObject({ undeleted: [NEW.key], written: true });
  });

  it('leaves an object alone that was stored twice', async () => {
    store(10, NEW.key, 'new!');

    expect((await restore(30)).value).toMatchObject({ undeleted: [], written: false });
  });

  it('without --yes only says what it would do', async () => {
    const report = await restore(5, false);

    expect(report.lines.at(-1)).toBe('nothing was written; to write it as version 3, repeat with --yes');
    expect(fleet.bucket.isVisible(OLD.key)).toBe(false);
    expect((await fleet.bucket.read(SHARD))?.manifest.version).toBe(2);
  });

  it('can be undone by another one', async () => {
    await restore(5);
    await restore(12);

    expect((await fleet.bucket.read(SHARD))?.manifest).toMatchObject({ version: 4, objects: [NEW] });
  });

  it('has nothing to do for what is current', async () => {
    const report = await restore(30);

    expect(report.value).toMatchObject({ written: false });
    expect((await fleet.bucket.read(SHARD))?.manifest.version).toBe(2);
  });

  it('fails while the shard has an owner', async () => {
    fleet.shard(SHARD, 'i-a', 2);

    await expect(restore(5)).rejects.toThrow('owned by i-a, which would go on serving what it has');
  });

  it('fails while the shard is being placed', async () => {
    fleet.shard(SHARD, null, 2, { from: null, state: 'released' });

    await expect(restore(5)).rejects.toThrow('is being placed (released) right now');
  });

  it('fails while a live node says that it serves the shard, although its row names no owner', async () => {
    fleet.node('i-a', { shards: { [SHARD]: { bytes: 1, load: 1 } } });

    await expect(restore(5)).rejects.toThrow('i-a is alive and says that it serves shard-00000');
    expect((await fleet.bucket.read(SHARD))?.manifest.version).toBe(2);
  });

  it('fails without a row when a node says by its next heartbeat that it serves the shard', async () => {
    fleet.node('i-a');
    fleet.table.shards.delete(SHARD);
    fleet.atPauses(() => renew('i-a', [SHARD]));

    await expect(restore(5)).rejects.toThrow('First: fleet rebuild --yes --resume, then fleet park --wait');
    expect(fleet.pauses).toEqual([45_000]);
  });

  it('fails without a row while a node has not said what it serves', async () => {
    fleet.members.add('i-a', 'a', 'InService');
    fleet.table.shards.delete(SHARD);

    await expect(restore(5)).rejects.toThrow('i-a has not said what it serves');
  });

  it('fails without a row while nobody can read what a node says that it serves', async () => {
    fleet.node('i-a');
    fleet.table.shards.delete(SHARD);
    fleet.atPauses(() => {
      renew('i-a', [SHARD]);
      const spoilt: object = { ...fleet.table.heartbeats.get('i-a'), shards: null };
      fleet.table.heartbeats.set('i-a', spoilt as Heartbeat);
    });

    await expect(restore(5)).rejects.toThrow('i-a has not said what it serves');
  });

  it('fails when a row with an owner comes while it waits for the nodes', async () => {
    fleet.node('i-a');
    fleet.table.shards.delete(SHARD);
    fleet.atPauses(() => {
      renew('i-a', []);
      fleet.shard(SHARD, 'i-a', 3);
    });

    await expect(restore(5)).rejects.toThrow('owned by i-a');
  });

  it('goes on without a row once every node has said that it does not serve the shard, or is silent', async () => {
    fleet.node('i-a');
    fleet.node('i-dead', { shards: { [SHARD]: { bytes: 1, load: 1 } } });
    fleet.table.shards.delete(SHARD);
    fleet.atPauses(() => renew('i-a', []));

    await restore(5);

    expect((await fleet.bucket.read(SHARD))?.manifest).toMatchObject({ epoch: 2, version: 3, objects: [OLD] });
  });

  it('fails when an owner seals at the same moment, and leaves its manifest', async () => {
    fleet.bucket.beforeReplace = () => {
      fleet.bucket.putManifest(manifest(SHARD, { epoch: 3, version: 3, objects: [NEW] }));
    };

    await expect(restore(5)).rejects.toThrow('changed at this moment, so it has an owner again');
    expect((await fleet.bucket.read(SHARD))?.manifest.epoch).toBe(3);
  });

  it('fails before the first manifest, and says since when there is one', async () => {
    await expect(restore(-1)).rejects.toThrow(
      'no manifest at 2026-11-30T02:59:00Z; the oldest manifest that the bucket still',
    );
  });

  it('fails for a time in the future', async () => {
    await expect(restore(61)).rejects.toThrow('is in the future');
  });

  it('fails when an object of then is gone for good, and writes nothing', async () => {
    fleet.bucket.expire(OLD.key);

    await expect(restore(5)).rejects.toThrow(`names 1 object whose bytes are gone: ${OLD.key} (no version left)`);
    expect((await fleet.bucket.read(SHARD))?.manifest.version).toBe(2);
  });

  it('fails when nothing of the right size is left of an object of then', async () => {
    fleet.bucket.expire(OLD.key);
    store(20, OLD.key, 'longer');

    await expect(restore(5)).rejects.toThrow('6 bytes instead of 3');
  });

  it('fails when the manifest of then is unreadable', async () => {
    store(20, manifestKey(SHARD), '{');
    at(21).putManifest(manifest(SHARD, { epoch: 2, version: 3 }));

    await expect(restore(20)).rejects.toThrow('the manifest of 2026-11-30T03:20:00Z is unreadable');
  });

  it('mends a damaged manifest: its epoch is the row’s, its version beyond all before', async () => {
    store(20, manifestKey(SHARD), '{');

    await restore(12);

    expect((await fleet.bucket.read(SHARD))?.manifest).toMatchObject({ epoch: 2, version: 4, objects: [NEW] });
  });

  it('mends a damaged manifest without a row, in an epoch beyond all that the bucket knows of', async () => {
    store(20, homeObjectKey(SHARD, 6, 'newest'), 'x');
    store(20, manifestKey(SHARD), '{');
    fleet.table.shards.delete(SHARD);

    await restore(12);

    expect((await fleet.bucket.read(SHARD))?.manifest).toMatchObject({ epoch: 7, version: 4, objects: [NEW] });
  });

  it('brings a deleted manifest back', async () => {
    await at(20).remove([manifestKey(SHARD)]);

    await restore(12);

    expect((await fleet.bucket.read(SHARD))?.manifest).toMatchObject({ epoch: 2, version: 4, objects: [NEW] });
  });

  it('fails for a shard without a home', async () => {
    await expect(
      restoreShard(fleet.open, { shardId: 'shard-00001', atMs: startMs, user: 'jo', yes: true }),
    ).rejects.toThrow('shard-00001 has no home');
  });
});
