import { describe, expect, it } from 'vitest';
import type { PlannedMove } from '../../../core/planner/move-plan';
import { beginMoves } from '../../../core/rebalance/begin-moves';
import { FleetLoad } from '../../../core/rebalance/fleet-load';
import { node, reporting, shards } from './fixtures';

const BUDGETS = { perNode: 8, perZone: 8, perFleet: 8 };
/** `a` owns the first and the third shard, `b` the second; half a node's load each, of the second a tenth. */
const ROWS = shards(3, ['a', 'b']);
const LOADS = [0.5, 0.1, 0.5];

function begin(moves: readonly (readonly [shard: number, to: string])[], bytes = 1) {
  const sketched = [node('a'), node('b', { capacityBytes: 100 }), node('c', { refuses: 'DiskFullError' })];
  const nodes = reporting(sketched, ROWS, (_, index) => ({ bytes, load: LOADS[index] ?? 0 }));
  const fleet = new FleetLoad(nodes, BUDGETS);
  for (const row of ROWS) {
    fleet.seat(row, row.owner);
  }
  const planned = moves.flatMap(([index, to]): readonly PlannedMove[] => {
    const row = ROWS[index];
    return row ? [{ shard: row.id, from: row.owner, to, bytes, reason: 'balance', gain: 1 }] : [];
  });
  const rows = new Map(ROWS.map((row) => [row.id, row]));
  const { begun, held } = beginMoves(planned, { fleet, shards: rows, bounds: { aim: 1.05 }, meanLoad: 0.4 });
  return { begun: begun.map(({ shard, to }) => `${shard.id} ${to}`), held };
}

describe('the moves of a plan', () => {
  it('begin though their target is above its share for a while: a later one relieves it', () => {
    expect(begin([[0, 'b']])).toEqual({ begun: ['shard-00000 b'], held: {} });
  });

  it('do not begin towards a node that refuses shards', () => {
    expect(begin([[0, 'c']])).toEqual({ begun: [], held: { 'nodes-refuse': 1 } });
  });

  it.each([
    [40, ['shard-00000 b'], {}],
    [41, [], { 'room-not-free-yet': 1 }],
  ])(
    'of %i bytes each, of which the target of 100 holds one, fill its disk to four fifths at most',
    (bytes, begun, held) => {
      expect(begin([[0, 'b']], bytes)).toEqual({ begun, held });
    },
  );

  it('wait for room on their target once one before them waits, which was to make it', () => {
    const { begun, held } = begin([
      [1, 'gone'],
      [0, 'b'],
    ]);
    expect(begun).toEqual([]);
    expect(held).toEqual({ 'nodes-refuse': 1, 'room-not-free-yet': 1 });
  });
});
