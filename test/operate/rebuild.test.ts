import { beforeEach, describe, expect, it } from 'vitest';
import { manifestKey } from '../../core/contract/object-keys';
import { rebuildTable } from '../../operate/rebuild/rebuild-table';
import { manifest } from './memory/manifests';
import { MemoryFleet } from './memory/memory-fleet';

const DO_IT = { yes: true, resume: false };

let fleet: MemoryFleet;

beforeEach(() => {
  fleet = new MemoryFleet(4);
  fleet.bucket.putManifest(manifest('shard-00000', { epoch: 7 }));
  fleet.bucket.putManifest(manifest('shard-00001', { epoch: 3 }));
});

function row(id: string) {
  return fleet.table.shards.get(id);
}

describe('fleet rebuild', () => {
  it('writes missing rows without an owner, at the epoch of the manifest', async () => {
    const report = await rebuildTable(fleet.open, DO_IT);

    expect(row('shard-00000')).toEqual({ id: 'shard-00000', owner: null, followers: [], epoch: 7 });
    expect(row('shard-00001')?.epoch).toBe(3);
    expect(report.value).toMatchObject({
      created: ['shard-00000', 'shard-00001'],
      homeless: ['shard-00002', 'shard-00003'],
    });
    expect(report.ok).toBe(true);
  });

  it('halts first, waits out the lease, and stays halted', async () => {
    await rebuildTable(fleet.open, DO_IT);

    expect(fleet.pauses).toEqual([45_000]);
    expect(fleet.switches.halted).toBe(true);
  });

  it('resumes at the end when told to', async () => {
    await rebuildTable(fleet.open, { yes: true, resume: true });

    expect(fleet.switches.halted).toBe(false);
  });

  it('without --yes only says what it would do', async () => {
    const report = await rebuildTable(fleet.open, { yes: false, resume: true });

    expect(report.lines).toContain('2 rows would be written, 0 would be raised, 0 were right already');
    expect(fleet.table.shards.size).toBe(0);
    expect(fleet.switches.halted).toBe(false);
    expect(fleet.pauses).toEqual([]);
  });

  it.each([
    [{ yes: false, resume: false }, 'nothing was written; to do it: fleet rebuild --yes'],
    [{ yes: true, resume: false }, 'the fleet stays halted; when all is right: fleet resume'],
    [{ yes: true, resume: true }, 'the fleet is resumed'],
  ])('with %o names shards of no use or without a home, and ends with what is next', async (wish, next) => {
    fleet.bucket.putManifest(manifest('shard-00009'));

    expect((await rebuildTable(fleet.open, wish)).lines.slice(-3)).toEqual([
      'not in the policy, left out: shard-00009',
      'without a home, begin empty: shard-00002, shard-00003',
      next,
    ]);
  });

  it('says nothing of shards of no use or without a home when there are none', async () => {
    fleet.bucket.putManifest(manifest('shard-00002'));
    fleet.bucket.putManifest(manifest('shard-00003'));

    expect((await rebuildTable(fleet.open, DO_IT)).lines).toEqual([
      '4 rows written, 0 raised, 0 were right already',
      'the fleet stays halted; when all is right: fleet resume',
    ]);
  });

  it('fails when the bucket does not answer: that is no damaged manifest', async () => {
    fleet.bucket.read = () => Promise.reject(new Error('access denied'));

    await expect(rebuildTable(fleet.open, DO_IT)).rejects.toThrow('access denied');
    expect(fleet.switches.halted).toBe(true);
  });

  it('raises a row of a lower epoch, and takes its owner off', async () => {
    fleet.shard('shard-00000', 'i-gone', 5);

    const report = await rebuildTable(fleet.open, DO_IT);

    expect(row('shard-00000')).toMatchObject({ owner: null, epoch: 7 });
    expect(report.value).toMatchObject({ raised: [{ shard: 'shard-00000', from: 5, to: 7 }] });
  });

  it.each([7, 8])('leaves a row of epoch %i with its owner', async (epoch) => {
    const before = fleet.shard('shard-00000', 'i-a', epoch);

    await rebuildTable(fleet.open, DO_IT);

    expect(row('shard-00000')).toEqual(before);
  });

  it('leaves a row that nobody can read, and says what to do', async () => {
    const before = { ...fleet.shard('shard-00000', 'i-a', 0), epoch: 'seven' } as never;
    fleet.table.shards.set('shard-00000', before);

    const report = await rebuildTable(fleet.open, DO_IT);

    expect(row('shard-00000')).toBe(before);
    const why = 'nobody can read of its row: epoch; put it right or delete it';
    expect(report).toMatchObject({ ok: false, value: { held: [{ shard: 'shard-00000', why }] } });
  });

  it('ends a move that can never be sealed, as a table that was made anew starts them', async () => {
    fleet.shard('shard-00000', 'i-a', 1, { from: null, to: 'i-a', state: 'committed' });

    const report = await rebuildTable(fleet.open, DO_IT);

    expect(row('shard-00000')).toEqual({ id: 'shard-00000', owner: null, followers: [], epoch: 7 });
    expect(report.ok).toBe(true);
  });

  it('takes a row off an owner in the epoch that another node has sealed: it could never serve', async () => {
    fleet.bucket.putManifest(manifest('shard-00000', { epoch: 6, writer: 'i-b' }));
    fleet.shard('shard-00000', 'i-c', 6, { from: 'i-a', to: 'i-c', state: 'committed', actor: 'i-c' });

    const report = await rebuildTable(fleet.open, DO_IT);

    expect(row('shard-00000')).toEqual({ id: 'shard-00000', owner: null, followers: [], epoch: 6 });
    expect(report.lines).toContain('taken off i-c: shard-00000: another node sealed epoch 6');
  });

  it('leaves a row that nobody owns at the epoch of the manifest', async () => {
    fleet.table.shards.set('shard-00000', { id: 'shard-00000', owner: null, followers: [], epoch: 7 });

    const report = await rebuildTable(fleet.open, DO_IT);

    expect(report.value).toMatchObject({ freed: [], kept: ['shard-00000'] });
  });

  it('Law 3: takes no row off such an owner while a live node says that it serves the shard', async () => {
    const before = fleet.shard('shard-00000', 'i-c', 7);
    const shards = { 'shard-00000': { bytes: 1, load: 1 } };
    fleet.node('i-c', { shards });
    fleet.atPauses(() => fleet.node('i-c', { shards, counter: 2 }));

    const report = await rebuildTable(fleet.open, DO_IT);

    expect(row('shard-00000')).toEqual(before);
    expect(report.value).toMatchObject({ freed: [], held: [{ shard: 'shard-00000' }] });
  });

  it('leaves a move that stands at the epoch of the manifest', async () => {
    const before = fleet.shard('shard-00000', 'i-a', 7, { state: 'releasing' });

    await rebuildTable(fleet.open, DO_IT);

    expect(row('shard-00000')).toEqual(before);
  });

  it('Law 3: takes no shard from a live node that says it serves it', async () => {
    const shards = { 'shard-00000': { bytes: 1, load: 1 } };
    fleet.node('i-a', { shards });
    fleet.atPauses(() => fleet.node('i-a', { shards, counter: 2 }));

    const report = await rebuildTable(fleet.open, DO_IT);

    expect(row('shard-00000')).toBeUndefined();
    expect(report.value).toMatchObject({
      held: [{ shard: 'shard-00000', why: expect.stringMatching(/^i-a is alive .* next tick makes its row/) }],
    });
  });

  it('takes it from one that did not renew for the lease', async () => {
    fleet.node('i-a', { shards: { 'shard-00000': { bytes: 1, load: 1 } } });

    await rebuildTable(fleet.open, DO_IT);

    expect(row('shard-00000')).toMatchObject({ owner: null, epoch: 7 });
  });

  it('takes it from one that was fenced', async () => {
    fleet.node('i-a', { fenced: true, shards: { 'shard-00000': { bytes: 1, load: 1 } } });

    await rebuildTable(fleet.open, DO_IT);

    expect(row('shard-00000')).toMatchObject({ owner: null, epoch: 7 });
  });

  it('reports each unreadable manifest and goes on with the others', async () => {
    fleet.bucket.put(manifestKey('shard-00000'), '{"formatVersion":');
    fleet.bucket.put('homes/shard-00002/1/stray', 'x');

    const report = await rebuildTable(fleet.open, DO_IT);

    expect(report.ok).toBe(false);
    expect(report.value).toMatchObject({
      created: ['shard-00001'],
      unreadable: [
        { shard: 'shard-00000', fault: 'the manifest is not JSON; it may be truncated' },
        { shard: 'shard-00002', fault: 'there are objects, but no manifest' },
      ],
    });
    expect(row('shard-00000')).toBeUndefined();
  });

  it('leaves out a home that the policy does not count', async () => {
    fleet.bucket.putManifest(manifest('shard-00099', { epoch: 1 }));

    const report = await rebuildTable(fleet.open, DO_IT);

    expect(row('shard-00099')).toBeUndefined();
    expect(report.value).toMatchObject({ foreign: ['shard-00099'] });
  });

  it('changes nothing when repeated', async () => {
    await rebuildTable(fleet.open, DO_IT);
    const before = new Map(fleet.table.shards);

    const report = await rebuildTable(fleet.open, DO_IT);

    expect(fleet.table.shards).toEqual(before);
    expect(report.value).toMatchObject({ created: [], raised: [], kept: ['shard-00000', 'shard-00001'] });
  });

  it('says so when a row changes under it', async () => {
    const ports = { ...fleet.ports, rows: { ...fleet.ports.rows, create: async () => false } };

    const report = await rebuildTable({ ...fleet.open, ports }, DO_IT);

    expect(report.value).toMatchObject({ created: [] });
    expect(report.lines).toContain('left alone: shard-00000: its row changed at this moment; rebuild again');
  });
});
