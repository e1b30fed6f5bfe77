import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileOf, linesOf, node, planned, shard, UNEVEN } from '../fleet-files';

const CLI = path.join(__dirname, '../../../bin/elastic-fleet.js');
const { shards: SHARDS, ...NODES } = UNEVEN;

function run(options: readonly string[], input?: string) {
  return spawnSync(process.execPath, [CLI, 'plan', ...options], { encoding: 'utf8', input });
}

describe('elastic-fleet plan', () => {
  it('prints the same plan for shards in the file, in lines, and on standard input', () => {
    const lines = linesOf(SHARDS);
    const whole = run([fileOf(UNEVEN)]);
    expect(whole).toMatchObject({ status: 0, stderr: '' });
    expect(whole.stdout).toContain('1 move of 10.0 GB, 1.111 times the 9.0 GB that must move');
    expect(run([fileOf(NODES), '--shards', fileOf(lines)]).stdout).toBe(whole.stdout);
    expect(run([fileOf(NODES), '--shards', '-'], lines).stdout).toBe(whole.stdout);
    expect(run(['-'], JSON.stringify(UNEVEN)).stdout).toBe(whole.stdout);
  });

  it('prints one JSON document, and a goal that is missed is no failure', () => {
    const full = UNEVEN.nodes.map((one) => ({ ...one, capacity: { bytes: 75e9, load: 100 } }));
    const { status, stdout, stderr } = run([fileOf({ ...UNEVEN, nodes: full }), '--drain', 'n-1', '--json']);
    expect(JSON.parse(stdout).unmet).toMatchObject([{ goal: 'evacuation', subject: 'n-1' }]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('lists every fault on standard error, and prints nothing else', () => {
    const fleet = fileOf({ ...NODES, nodes: [...UNEVEN.nodes, node('n-1', 'b')] });
    const { status, stdout, stderr } = run([fleet, '--shards', '-', '--drain', 'n-7'], linesOf([shard('s', ['x'])]));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      `elastic-fleet: the fleet ${fleet} cannot be planned:`,
      expect.stringContaining('  --drain is "n-7"'),
      expect.stringContaining('  /nodes/3/id is "n-1"; accepted: an id that /nodes/0 does not have.'),
      expect.stringContaining('  standard input line 1 /owners/0 is "x"'),
    ]);
  });

  it('fails when fleet and shards are both to be on standard input', () => {
    expect(run(['-', '--shards', '-'], JSON.stringify(NODES))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('cannot both be on standard input: give a file for one of them'),
    });
  });

  it.each([
    [['--strategy', 'luck'], 'Allowed choices are balance, hash, round-robin, load'],
    [['--threshold', '1'], 'Give a number from 1.001 to 100'],
    [['--drain'], 'argument missing'],
  ])('refuses %j', (options, message) => {
    const { status, stderr } = run([fileOf(UNEVEN), ...options]);
    expect(stderr).toContain(message);
    expect(status).toBe(1);
  });

  it('balances down to the threshold that is given, and no further', async () => {
    const loads = [22, 20, 18].map((load, at) => shard(`s-${at}`, [`n-${at + 1}`], { load }));
    const spare = shard('small', ['n-1'], { load: 1 });
    const fleet = fileOf({ nodes: UNEVEN.nodes, shards: [...loads, spare] });
    expect(JSON.parse(await planned(fleet, '--threshold', '1.2', '--json')).moves).toEqual([]);
    expect(JSON.parse(await planned(fleet, '--threshold', '1.09', '--json')).moves).toMatchObject([
      { shard: 'small', from: 'n-1' },
    ]);
  });

  it('changes the fleet as told, and says what it assumed', async () => {
    const text = await planned(fileOf(UNEVEN), '--remove', 'n-1', '--add', 'n-4:b');
    const [remark, gap, size] = text.split('\n');
    expect(remark).toBe('n-4 is added to zone b with 1.0 TB and a load of 100, the medians of the others');
    expect([gap, size]).toEqual(['', '4 nodes in 3 zones (1 down), 6 shards with 1 replica each']);
    expect(text).toMatch(/take-over +3/);
  });

  it.each([
    ['fewer zones than replicas', {}, { replicas: 4, loadLimit: 2 }, ['replicas', 'zones']],
    ['disks that are too small', { capacity: { bytes: 45e9, load: 100 } }, {}, ['disk', 'disk']],
    ['more load than the nodes may carry', { capacity: { bytes: 1e12, load: 30 } }, {}, ['load-limit']],
  ])('plans what can be done with %s, and names the rest', async (_, change, policy, goals) => {
    const nodes = UNEVEN.nodes.map((one) => ({ ...one, ...change }));
    const text = await planned(fileOf({ nodes, shards: SHARDS, policy }), '--json');
    const { unmet, moves } = JSON.parse(text) as { unmet: { goal: string; by: number }[]; moves: object[] };
    expect(unmet.map(({ goal }) => goal)).toEqual(goals);
    expect(unmet.every(({ by }) => by > 0)).toBe(true);
    expect(moves.length).toBeGreaterThan(0);
  });

  it.each(['hash', 'round-robin', 'load'])('compares %s with balance', async (strategy) => {
    const text = await planned(fileOf(UNEVEN), '--strategy', strategy);
    expect(text).toMatch(
      new RegExp(`\n${strategy} +\\d\\.\\d{3} +\\d+ +[\\d.]+ G?B\nbalance +1\\.000 +1 +10\\.0 GB\n`),
    );
  });
});

describe('docs/plan.md', () => {
  const page = readFileSync(path.join(__dirname, '../../../docs/plan.md'), 'utf8');
  const blocks = [...page.matchAll(/^```(?:json)?\n(.*?)^```$/gms)].map(([, text = '']) => text);
  const fleetOfPage = blocks[0] as string;

  it('shows what its commands print', async () => {
    const fleet = fileOf(fleetOfPage);
    const commands = blocks.flatMap((text, at) => {
      const [, options] = /^npx elastic-fleet plan fleet\.json(.*)\n$/.exec(text) ?? [];
      return options === undefined ? [] : [{ options, shown: blocks[at + 1] }];
    });
    expect(commands).toHaveLength(3);
    for (const { options, shown } of commands) {
      const text = await planned(fleet, ...options.split(' ').filter((word) => word !== ''));
      expect(shown, `plan fleet.json${options}`).toBe(`${text}\n`);
    }
  });

  it('shows how faults are told', () => {
    const { shards, ...rest } = JSON.parse(fleetOfPage);
    const lines = fileOf(linesOf([...shards, shard('s-7', ['n-1', 'n-9'])]), 'shards.ndjson');
    const fleet = fileOf({ ...rest, moves: [{ shard: 's-77', from: 'n-1', to: 'n-2' }] });
    const { stderr } = run([fleet, '--shards', lines, '--drain', 'n-12']);
    expect(blocks).toContain(stderr.replace(fleet, 'fleet.json').replace(lines, 'shards.ndjson'));
  });
});
