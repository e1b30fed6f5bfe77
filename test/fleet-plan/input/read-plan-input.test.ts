import { describe, expect, test } from 'vitest';
import { NOWHERE } from '../../../core/planner/fleet-model';
import { PlanInputError } from '../../../fleet-plan/input/plan-input-error';
import { type PlanSource, readPlanInput } from '../../../fleet-plan/input/read-plan-input';
import { fileOf, linesOf, node, shard, UNEVEN } from '../fleet-files';

const NODES = { nodes: UNEVEN.nodes };

async function faultsOf(fleet: string | Buffer | object, change: Partial<PlanSource> = {}): Promise<readonly string[]> {
  try {
    await readPlanInput({ fleet: fileOf(fleet), ...change });
  } catch (error) {
    if (error instanceof PlanInputError) {
      return error.message.split('\n').map((line) => line.trim());
    }
    throw error;
  }
  return [];
}

/** Faults of shards that are given as lines, each without the path of its file. */
async function lineFaultsOf(lines: string | Buffer, fleet: object = NODES): Promise<readonly string[]> {
  const file = fileOf(lines, 'shards.ndjson');
  const [, ...faults] = await faultsOf(fleet, { shards: file });
  return faults.map((fault) => fault.replace(file, 'F'));
}

describe('readPlanInput', () => {
  test('reads the same fleet from one file and from lines', async () => {
    const { shards, ...rest } = UNEVEN;
    const { model } = await readPlanInput({ fleet: fileOf(UNEVEN) });
    const lines = fileOf(linesOf(shards));
    expect(await readPlanInput({ fleet: fileOf(rest), shards: lines })).toEqual({ model, remarks: [] });
    expect([...model.homes]).toEqual([0, 0, 0, 1, 1, 2]);
  });

  test('passes over a byte order mark, CRLF, empty lines and a missing last newline', async () => {
    const [first, second] = [shard('s', ['n-1']), shard('t', [])].map((one) => JSON.stringify(one));
    const lines = fileOf(`\uFEFF${first}\r\n\r\n  \n${second}`);
    const { model } = await readPlanInput({ fleet: fileOf(`\uFEFF${JSON.stringify(NODES)}`), shards: lines });
    expect(model.shards.ids).toEqual(['s', 't']);
    expect([...model.homes]).toEqual([0, NOWHERE]);
  });

  test('tolerates members that it does not know, and says which of the policy count for nothing', async () => {
    const fleet = { ...UNEVEN, colour: 'red', policy: { replicas: 1, maxOverMeam: 2 } };
    const { model, remarks } = await readPlanInput({ fleet: fileOf(fleet) });
    expect(remarks).toEqual(['policy.maxOverMeam is not known and counts for nothing']);
    expect(model.policy.maxOverMean).toBe(1.05);
  });

  test('lists every fault of form and of content of lines, by their numbers in the file', async () => {
    const bad = [
      JSON.stringify(shard('s-1', ['n-1', 'n-9'])),
      '',
      '{"id":"s-2","sizeBytes":NaN}',
      JSON.stringify(shard('s-3', ['n-1'], { sizeBytes: -1, load: '4' })),
      JSON.stringify(shard('s-1', [])),
      JSON.stringify(shard('s-4', [], { sizeBytes: 2e12 })),
      'null',
      '{"id":"s-5","sizeByt',
    ].join('\n');
    expect(await lineFaultsOf(bad)).toEqual([
      'F line 1 /owners/1 is "n-9"; accepted: the id of a node. List the node, with state down if it is gone, or remove the owner.',
      expect.stringMatching(
        /^F line 3 is "\{.*NaN\}"; accepted: one shard as JSON\. Write each shard on one line: Unexpected token/,
      ),
      'F line 4 /sizeBytes is -1; accepted: a number from 0 up. Give the size of one replica in bytes.',
      expect.stringMatching(/^F line 4 \/load is "4"; accepted: a number or an object from 0 up\. Give the load/),
      expect.stringMatching(/^F line 5 \/id is "s-1"; accepted: an id that .* line 1 does not have/),
      expect.stringMatching(
        /^F line 6 \/sizeBytes is 2000000000000; accepted: at most the largest disk, 1000000000000/,
      ),
      'F line 7 is null; accepted: an object. Give each shard as an object.',
      expect.stringMatching(/^F line 8 is .* was cut off, so write it again\.$/),
    ]);
  });

  test('names places of one file by JSON pointers, and does not blame moves of a shard that cannot be read', async () => {
    const shards = [shard('s', ['n-1'], { owners: 'n-1' }), shard('t', ['n-1']), shard('t', ['n-2'])];
    const moves = [
      { shard: 's', from: 'n-1', to: 'n-2' },
      { shard: 't', from: 'n-8', to: 'n-2' },
    ];
    const [, ...faults] = await faultsOf({ ...NODES, shards, moves, policy: { startAbove: 1.01 } });
    expect(faults.map((fault) => fault.split(' is ')[0])).toEqual([
      '/policy/startAbove',
      '/moves/1/from',
      '/shards/0/owners',
      '/shards/2/id',
    ]);
    expect(faults[3]).toContain('an id that /shards/1 does not have');
  });

  test('lists faults of form of the fleet together with those of its lines', async () => {
    const nodes = [node('a', 'z', { state: 'gone', capacity: { bytes: 0, load: {} } }), { zone: '' }, 7];
    const faults = await lineFaultsOf('{"id":1}\n', { nodes, moves: {}, policy: { replicas: 1.5 } });
    expect(faults.map((fault) => fault.split('; ')[0])).toEqual([
      '/nodes/0/state is "gone"',
      '/nodes/0/capacity/bytes is 0',
      '/nodes/0/capacity/load is {}',
      '/nodes/1/id is missing',
      '/nodes/1/state is missing',
      '/nodes/1/capacity is missing',
      '/nodes/1/zone is ""',
      '/nodes/2 is 7',
      '/moves is {}',
      '/policy/replicas is 1.5',
      'F line 1 /sizeBytes is missing',
      'F line 1 /load is missing',
      'F line 1 /owners is missing',
      'F line 1 /id is 1',
    ]);
  });

  test('tells a hundred faults and the number of the others', async () => {
    const faults = await lineFaultsOf('no\n'.repeat(250));
    expect(faults).toHaveLength(101);
    expect(faults[100]).toBe('and 150 more');
  });

  test('cuts what it shows of a long line, and refuses a longer one without keeping it', async () => {
    const [long, huge] = await lineFaultsOf(`${'x'.repeat(200)}\n${'y'.repeat(2 ** 21)}\n`);
    expect(long).toContain(`"${'x'.repeat(80)}…"`);
    expect(huge).toMatch(/^F line 2 is "a longer line"; accepted: at most 1048576 bytes/);
  });

  test.each([
    ['a file that is not there', {}, { fleet: '/no/such.json' }, 'the fleet /no/such.json cannot be read: ENOENT'],
    ['lines that are not there', NODES, { shards: '/no/such' }, 'the shards /no/such cannot be read: ENOENT'],
    ['a folder as lines', NODES, { shards: '/' }, 'the shards / cannot be read: EISDIR'],
    ['a file that was cut off', '{"nodes": [', {}, 'is no JSON: Unexpected end of JSON input'],
    ['a file in UTF-16', Buffer.from('\uFEFF{}', 'utf16le'), {}, 'is no UTF-8 text: write it as UTF-8'],
    ['shards in both places', UNEVEN, { shards: '/dev/null' }, 'leave --shards out'],
    ['no shards', NODES, {}, '/shards is missing; accepted: a list.'],
    ['a list', [], {}, 'the document is []; accepted: an object.'],
    ['no nodes', { nodes: [], shards: [] }, {}, '/nodes is []; accepted: a list that is not empty.'],
    [
      'a number that is too large',
      '{"nodes":[],"shards":[],"policy":{"effort":1e999}}',
      {},
      '/policy/effort is "Infinity"',
    ],
  ])('refuses %s', async (_, fleet, change, message) => {
    expect((await faultsOf(fleet, change)).join('\n')).toContain(message);
  });
});
