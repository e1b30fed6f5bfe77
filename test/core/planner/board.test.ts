import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Board } from '../../../core/planner/balance/board';
import { limitFleet } from '../../../core/planner/fleet-limits';
import { END, type NumberLists } from '../../../core/planner/number-lists';
import { readFleet } from '../../../core/planner/read-fleet';
import { node, shard } from './fleet-builder';

const NODES = ['a', 'b', 'c', 'd'];

function someBoard(): Board {
  const shards = Array.from({ length: 12 }, (_, index) =>
    shard(`s-${index}`, [NODES[index % 4] as string], { load: 0.1 * (index + 1), sizeBytes: (index % 5) * 1e9 }),
  );
  const limits = limitFleet(readFleet({ nodes: NODES.map((id) => node(id, id)), shards }));
  const none = { loads: [new Float64Array(4)], bytes: new Float64Array(4) };
  return new Board(limits.model, limits, none, 1e9, new Uint8Array(4));
}

function listed(lists: NumberLists, node: number): number[] {
  const replicas: number[] = [];
  for (let replica = lists.first(node); replica !== END; replica = lists.next(replica)) {
    replicas.push(replica);
  }
  return replicas.sort((left, right) => left - right);
}

function moveAll(board: Board, made: readonly (readonly [number, number])[]): void {
  for (const [replica, to] of made) {
    board.move(replica, to);
  }
}

const moves = fc.array(fc.tuple(fc.nat(11), fc.nat(3)), { maxLength: 30 });

test('undoes every move since the last keep, and none before it', () => {
  fc.assert(
    fc.property(moves, moves, (kept, undone) => {
      const board = someBoard();
      moveAll(board, kept);
      board.keep();
      const before = { holders: [...board.state.holders], cost: board.cost, rooms: [...board.state.rooms] };
      moveAll(board, undone);
      board.undo();
      expect([...board.state.holders]).toEqual(before.holders);
      expect(board.cost).toBeCloseTo(before.cost);
      board.state.rooms.forEach((room, index) => {
        expect(room).toBeCloseTo(before.rooms[index] as number);
      });
    }),
  );
});

test('undoes the moves since a mark alone', () => {
  fc.assert(
    fc.property(moves, moves, (made, undone) => {
      const board = someBoard();
      moveAll(board, made);
      const before = [...board.state.holders];
      const mark = board.mark();
      moveAll(board, undone);
      board.undo(mark);
      expect([...board.state.holders]).toEqual(before);
      board.undo();
      expect([...board.state.holders]).toEqual([...board.model.homes]);
    }),
  );
});

test('knows the guests of each node, what they cost, and the load above limits', () => {
  fc.assert(
    fc.property(moves, (made) => {
      const board = someBoard();
      moveAll(board, made);
      const guests = [...board.state.holders.keys()].filter((replica) => board.state.holders[replica] !== replica % 4);
      for (const number of NODES.keys()) {
        expect(listed(board.guests, number)).toEqual(
          guests.filter((replica) => board.state.holders[replica] === number),
        );
      }
      const aways = [...NODES.keys()].flatMap((number) => listed(board.aways, number));
      expect(aways.sort((left, right) => left - right)).toEqual(guests);
      expect(board.cost).toBeCloseTo(guests.reduce((sum, replica) => sum + (replica % 5), 0));
      expect(board.overload).toBeCloseTo(board.state.rooms.reduce((sum, room) => sum + Math.max(0, -room), 0));
    }),
  );
});
