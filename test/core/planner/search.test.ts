import { expect, test } from 'vitest';
import { Board } from '../../../core/planner/balance/board';
import { Relief } from '../../../core/planner/balance/relief';
import { Search } from '../../../core/planner/balance/search';
import { SteadyDice } from '../../../core/planner/balance/steady-dice';
import { limitFleet } from '../../../core/planner/fleet-limits';
import { readFleet } from '../../../core/planner/read-fleet';
import { node, shard } from './fleet-builder';

const NODES = ['a', 'b', 'c', 'd'];
const ALL_NODES = Int32Array.from(NODES.keys());
/** Brings loads of 1.5, 1.8, 2.1 and 2.4 within 1.05 times their mean: the first shard of `d` to `a`, those of `b` and `c` exchanged. */
const MENDING = [
  [3, 0],
  [2, 1],
  [1, 2],
] as const;

function someBoard(): Board {
  const shards = Array.from({ length: 12 }, (_, index) =>
    shard(`s-${index}`, [NODES[index % 4] as string], { load: 0.1 * (index + 1), sizeBytes: 1e9 }),
  );
  const limits = limitFleet(readFleet({ nodes: NODES.map((id) => node(id, id)), shards }));
  const none = { loads: [new Float64Array(4)], bytes: new Float64Array(4) };
  return new Board(limits.model, limits, none, 1e9, new Uint8Array(4));
}

function searchOn(board: Board): Search {
  const dice = new SteadyDice();
  const search = new Search(board, ALL_NODES, new Relief(board, dice), dice);
  search.run(1);
  return search;
}

test('goes back to where no node was above its limit, when one is in the end', () => {
  const board = someBoard();
  for (const [replica, to] of MENDING) {
    board.move(replica, to);
  }
  expect(board.isWithinLimits()).toBe(true);
  const search = searchOn(board);
  for (const replica of [4, 5, 6, 7]) {
    board.move(replica, 0);
  }
  expect(board.isWithinLimits()).toBe(false);
  search.restoreWithin();
  expect(board.isWithinLimits()).toBe(true);
});

test('leaves the board as it is when no state within limits is known', () => {
  const board = someBoard();
  const search = searchOn(board);
  board.restore(board.model.homes);
  expect(board.isWithinLimits()).toBe(false);
  search.restoreWithin();
  expect([...board.state.holders]).toEqual([...board.model.homes]);
});
