import { describe, expect, test } from 'vitest';
import { InvalidFleetError } from '../../../core/planner/planner-faults';
import type { PlannerInput, PlannerNode } from '../../../core/planner/planner-input';
import { readFleet } from '../../../core/planner/read-fleet';
import { node, shard } from './fleet-builder';

function faultsOf(input: PlannerInput): readonly string[] {
  try {
    readFleet(input);
  } catch (error) {
    if (error instanceof InvalidFleetError) {
      return error.faults;
    }
    throw error;
  }
  return [];
}

const NODES = [node('a', 'one'), node('b', 'two')];

describe('readFleet', () => {
  test('lists every fault at once, each with its place and what to do', () => {
    const faults = faultsOf({
      nodes: [
        node('a', 'one'),
        node('a', ''),
        node('b', 'two', { capacity: { bytes: 0, load: -1 } }),
        node('c', 'two', { capacity: { bytes: Number.NaN, load: { cpu: 1 } } }),
      ],
      shards: [
        shard('s', ['a', 'nobody']),
        shard('s', ['a', 'a']),
        shard('huge', [], { sizeBytes: 2e12 }),
        shard('odd', [], { sizeBytes: -1, load: Number.NaN }),
      ],
      moves: [{ shard: 'gone', from: 'a', to: 'b' }],
      policy: { replicas: 9, maxOverMean: 1.2, startAbove: 1.1 },
    });
    const places = faults.map((fault) => fault.split(' is ')[0]);
    expect(places).toEqual([
      'policy.replicas',
      'policy.startAbove',
      'nodes[1].id',
      'nodes[1].zone',
      'nodes[2].capacity.bytes',
      'nodes[2].capacity.load',
      'nodes[3].capacity.bytes',
      'nodes[3].capacity.load',
      'shards[0].owners[1]',
      'shards[1].id',
      'shards[1].owners[1]',
      'shards[2].sizeBytes',
      'shards[3].sizeBytes',
      'shards[3].load',
      'moves[0].shard',
    ]);
    expect(faults[8]).toContain('List the node, with state down if it is gone');
    expect(faults[13]).toContain('"NaN"');
  });

  test('tells a hundred faults in full, and how many more there are', () => {
    const shards = Array.from({ length: 250 }, (_, index) => shard(`s-${index}`, ['nobody']));
    const faults = faultsOf({ nodes: NODES, shards });
    expect(faults).toHaveLength(101);
    expect(faults[100]).toBe('and 150 more');
  });

  test('finds two shards of one id among thousands', () => {
    const shards = Array.from({ length: 20_000 }, (_, index) => shard(`s-${index === 19_999 ? 7 : index}`, ['a']));
    expect(faultsOf({ nodes: NODES, shards })).toEqual([expect.stringContaining('shards[7]')]);
  });

  test('asks for resources that all nodes have', () => {
    const nodes = [node('a', 'one', { capacity: { bytes: 1, load: { cpu: 1, qps: 1 } } }), node('b', 'two')];
    expect(faultsOf({ nodes, shards: [] })).toEqual([expect.stringContaining('nodes[1].capacity.load')]);
    const faults = faultsOf({ nodes: nodes.slice(0, 1), shards: [shard('s', [], { sizeBytes: 0, load: 1 })] });
    expect(faults).toEqual([
      expect.stringContaining('shards[0].load.cpu'),
      expect.stringContaining('shards[0].load.qps'),
    ]);
  });

  test('lists what a node without a capacity lacks', () => {
    const bare = { ...node('b', 'two'), capacity: undefined } as unknown as PlannerNode;
    expect(faultsOf({ nodes: [node('a', 'one'), bare], shards: [] })).toEqual([
      expect.stringContaining('nodes[1].capacity.bytes is missing'),
      expect.stringContaining('nodes[1].capacity.load'),
    ]);
  });

  test('reads shards from a generator, with more owners than replicas', () => {
    function* shards() {
      yield shard('first', ['a']);
      yield shard('second', ['b', 'a']);
    }
    const model = readFleet({ nodes: NODES, shards: shards() });
    expect(model.stride).toBe(2);
    expect([...model.homes]).toEqual([0, -1, 1, 0]);
  });

  test('puts replicas where moves in flight take them, and pins them there', () => {
    const shards = [shard('s', ['a']), shard('t', ['a'])];
    const model = readFleet({ nodes: NODES, shards, moves: [{ shard: 't', from: 'a', to: 'b' }] });
    expect([...model.homes]).toEqual([0, 1]);
    expect([...model.pinned]).toEqual([0, 1]);
  });

  test('refuses moves that do not fit the owners', () => {
    const moves = [
      { shard: 's', from: 'b', to: 'c' },
      { shard: 't', from: null, to: 'a' },
    ];
    const nodes = [...NODES, node('c', 'three')];
    const faults = faultsOf({ nodes, shards: [shard('s', ['a']), shard('t', ['a'])], moves });
    expect(faults).toEqual([expect.stringContaining('moves[0].from'), expect.stringContaining('moves[1].to')]);
  });
});
