import { beforeEach, describe, expect, it } from 'vitest';
import { manifest } from './memory/manifests';
import { MemoryFleet } from './memory/memory-fleet';
import { command } from './memory/memory-host';

let fleet: MemoryFleet;

beforeEach(() => {
  fleet = new MemoryFleet(1);
  fleet.node('i-a');
  fleet.shard('shard-00000', 'i-a', 1);
  fleet.bucket.putManifest(manifest('shard-00000'));
});

function run(line: string) {
  return command(fleet, ...line.split(' '));
}

describe('fleet drain', () => {
  it('empties no node whose shards fit nowhere, unless it is told --force', async () => {
    expect((await run('fleet drain i-a')).error?.message).toContain('give --force');
    expect(fleet.table.controls.size).toBe(0);
    expect((await run('fleet drain i-a --force')).error).toBeUndefined();
    expect([...fleet.table.controls.keys()]).toEqual(['i-a']);
  });
});

describe('fleet rebuild --yes', () => {
  it.each([
    ['', true],
    [' --resume', false],
  ])('with "%s" leaves the fleet halted: %s', async (more, halted) => {
    expect((await run(`fleet rebuild --yes${more}`)).error).toBeUndefined();
    expect(fleet.switches.halted).toBe(halted);
  });
});

describe('fleet roll', () => {
  it('replaces the nodes named, so many at once as is said', async () => {
    fleet.node('i-b');
    await run('fleet roll --node i-a --node i-b --max-unavailable 2');
    expect(fleet.switches.roll).toMatchObject({ nodes: ['i-a', 'i-b'], maxUnavailable: 2 });
  });

  it.each(['--all', '--node i-a', '--max-unavailable 1'])(
    '%s --wait is an order of its own, and no wait for the roll in progress',
    async (order) => {
      fleet.switches = { ...fleet.switches, roll: { nodes: ['i-a'], maxUnavailable: 1, startedAtMs: 1 } };
      fleet.templates.set('i-a', 'lt-1 version 1');
      const { error } = await run(`fleet roll ${order} --wait`);
      expect(error?.message).toContain('is in progress; wait for it with fleet roll --wait');
    },
  );
});

describe('shard restore', () => {
  it('writes nothing unless it is told --yes', async () => {
    fleet.shard('shard-00000', null, 1);
    fleet.bucket.nowMs = fleet.nowMs;
    fleet.bucket.putManifest(manifest('shard-00000', { version: 2 }));
    const restore = 'shard restore shard-00000 --at 1970-01-01T00:00:00Z';
    const { printed, error } = await run(restore);
    expect(error).toBeUndefined();
    expect(printed.at(-1)).toContain('nothing was written');
    expect((await fleet.bucket.read('shard-00000'))?.manifest.version).toBe(2);
    await run(`${restore} --yes`);
    expect((await fleet.bucket.read('shard-00000'))?.manifest.version).toBe(3);
  });
});

describe('a command that fails', () => {
  it('prints no JSON unless it is asked to', async () => {
    expect((await run('fleet drain i-x')).printed).toEqual([]);
  });
});
