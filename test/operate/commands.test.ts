import { beforeEach, describe, expect, it } from 'vitest';
import { manifest } from './memory/manifests';
import { MemoryFleet } from './memory/memory-fleet';
import { command } from './memory/memory-host';

let fleet: MemoryFleet;

beforeEach(() => {
  fleet = new MemoryFleet(1);
  fleet.node('i-a');
  fleet.node('i-b');
  fleet.shard('shard-00000', 'i-a', 1);
  fleet.bucket.putManifest(manifest('shard-00000'));
});

describe('command line', () => {
  it.each([
    ['fleet status', { shards: { owned: 1 } }],
    ['fleet moves', { moves: [] }],
    ['fleet moves --history', { decisions: [] }],
    ['fleet drain i-a', { node: 'i-a', cause: 'operator' }],
    ['fleet undrain i-a', { duty: 'active' }],
    ['fleet halt', { halted: true }],
    ['fleet resume', { halted: false, parked: false }],
    ['fleet roll --all', { started: true, maxUnavailable: 1 }],
    ['fleet roll --cancel', { cancelled: false }],
    ['fleet park', { parked: true }],
    ['fleet rebuild', { wrote: false }],
    ['shard where shard-00000', { owner: 'i-a', agrees: true }],
  ])('`%s --json` prints one JSON document', async (line, expected) => {
    const { printed, error, failed, closed } = await command(fleet, ...line.split(' '), '--json');

    expect(error).toBeUndefined();
    expect(printed).toHaveLength(1);
    expect(JSON.parse(printed[0] ?? '')).toMatchObject(expected);
    expect({ failed, closed }).toEqual({ failed: false, closed: true });
  });

  it('passes on where the fleet is', async () => {
    const { choice } = await command(
      fleet,
      'fleet',
      'status',
      '--fleet',
      'f',
      '--region',
      'eu-central-1',
      '--profile',
      'p',
    );

    expect(choice).toMatchObject({ fleet: 'f', region: 'eu-central-1', profile: 'p', local: false });
  });

  it('works on the local cloud when told to', async () => {
    expect((await command(fleet, 'fleet', 'status', '--local')).choice).toMatchObject({ local: true });
    // Else the fleet of an account would be parked.
    const parked = await command(fleet, 'fleet', 'park', '--work-folder', 'w');
    expect(parked.choice).toMatchObject({ local: true, workFolder: 'w' });
  });

  it.each([
    ['fleet status --local --region x', 'cannot be used with'],
    ['fleet status --work-folder w --profile p', 'cannot be used with'],
    ['fleet status --watch --json', 'cannot be used with'],
    ['fleet status --watch 0', 'Give a whole number of at least 1'],
    ['fleet moves --limit 5', '--limit says how many decisions to show: give --history too'],
    ['fleet roll --all --node i-a', 'cannot be used with'],
    ['fleet roll --cancel --wait', 'cannot be used with'],
    ['fleet roll --max-unavailable 0', 'Give a whole number of at least 1'],
    ['fleet park --timeout 10', 'Give a number with s, m or h'],
    ['fleet drain', "missing required argument 'node'"],
    ['shard where', "missing required argument 'shard'"],
    ['shard restore shard-00000', "required option '--at <time>' not specified"],
    ['shard restore shard-00000 --at 2026-11-30T03:00:00', 'Give an ISO time with its zone'],
    ['shard restore shard-00000 --at 2026-13-30T03:00:00Z', 'Give an ISO time with its zone'],
    ['shard import shard-00000', "required option '--from <directory>' not specified"],
  ])('fails on `%s`, before it opens a fleet', async (line, message) => {
    const { error, choice } = await command(fleet, ...line.split(' '));

    expect(error?.message).toContain(message);
    expect(choice).toBeUndefined();
  });

  it('fails with the fault as a JSON document', async () => {
    const { printed, error, closed } = await command(fleet, 'fleet', 'drain', 'i-x', '--json');

    expect(error?.message).toContain('no node i-x');
    expect(JSON.parse(printed[0] ?? '')).toEqual({ error: error?.message });
    expect(closed).toBe(true);
  });

  it('fails when table and home disagree', async () => {
    fleet.shard('shard-00000', 'i-b', 1);

    expect((await command(fleet, 'shard', 'where', 'shard-00000')).failed).toBe(true);
  });

  it('signs a restore with the user', async () => {
    fleet.bucket.nowMs = fleet.nowMs;
    fleet.bucket.putManifest(manifest('shard-00000', { version: 2 }));
    fleet.shard('shard-00000', null, 1);

    await command(fleet, 'shard', 'restore', 'shard-00000', '--at', '2026-11-30T03:59:59+01:00', '--yes');

    expect((await fleet.bucket.read('shard-00000'))?.manifest).toMatchObject({ version: 3, writer: 'restore:jo' });
  });

  it('waits for a roll in progress instead of ordering another', async () => {
    fleet.switches = { ...fleet.switches, roll: { nodes: ['i-gone'], maxUnavailable: 1, startedAtMs: 1 } };

    const { printed } = await command(fleet, 'fleet', 'roll', '--wait');

    expect(printed).toEqual(['the roll is done: 1 node replaced']);
  });

  it('says what it has ordered before it waits, and how far it is only when that has changed', async () => {
    const looks = Array.from({ length: 3 }, () => () => undefined);
    fleet.atPauses(...looks, () => {
      throw new Error('ended');
    });

    const { progress } = await command(fleet, 'fleet', 'roll', '--all', '--wait');

    expect(progress).toEqual([
      'rolling 2 nodes, at most 1 at once: i-a, i-b',
      'watch: fleet status; stop: fleet roll --cancel',
      '0 of 2 nodes replaced, 0 draining, 2 waiting (at most 1 at once)',
    ]);
  });

  it('waits when it is told how long', async () => {
    fleet.atPauses(() => {
      throw new Error('ended');
    });

    expect((await command(fleet, 'fleet', 'park', '--timeout', '5m')).error?.message).toBe('ended');
    expect((await command(fleet, 'fleet', 'roll', '--cancel', '--timeout', '5m')).error?.message).toContain(
      'cannot be used with',
    );
  });

  it('does not wait when there is nothing to roll', async () => {
    const { printed } = await command(fleet, 'fleet', 'roll', '--wait');

    expect(printed).toEqual([expect.stringContaining('nothing to roll')]);
  });

  it('says that it parks before it waits', async () => {
    fleet.atPauses(() => {
      throw new Error('ended');
    });

    const { progress } = await command(fleet, 'fleet', 'park', '--wait');

    expect(progress[0]).toBe('parking: shards are flushed and let go, then the instances end');
  });

  it('watches until it is ended, and tells which nodes are silent', async () => {
    const looks = 2;
    fleet.atPauses(...Array.from({ length: looks }, () => () => undefined), () => {
      throw new Error('ended');
    });

    const { printed, error } = await command(fleet, 'fleet', 'status', '--watch', '20');

    expect(error?.message).toBe('ended');
    expect(fleet.pauses).toEqual([20_000, 20_000, 20_000]);
    expect(printed.filter((line) => line.startsWith('i-a'))[1]).toContain('silent for 20 s');
  });
});
