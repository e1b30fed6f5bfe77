import fc from 'fast-check';
import { expect, test } from 'vitest';
import { END } from '../../../core/planner/number-lists';
import { RoomIndex } from '../../../core/planner/room-index';

const SPAN = 2;

function nodesIn(index: RoomIndex, bucket: number): number[] {
  const nodes: number[] = [];
  for (let node = index.first(bucket); node !== END; node = index.next(node)) {
    nodes.push(node);
  }
  return nodes;
}

test('finds every node at its last room, upwards and downwards, in its zone alone', () => {
  const changes = fc.array(fc.tuple(fc.nat(9), fc.double({ min: -3, max: 3, noNaN: true })), { maxLength: 60 });
  fc.assert(
    fc.property(changes, (rooms) => {
      const zones = Int32Array.from({ length: 10 }, (_, node) => node % 2);
      const index = new RoomIndex(zones, 2, SPAN);
      for (const [node, room] of rooms) {
        index.set(node, room);
      }
      const last = new Map(rooms);
      for (const zone of [0, 1]) {
        const start = zone * index.bucketsPerZone;
        const end = start + index.bucketsPerZone;
        const upwards: number[] = [];
        for (let bucket = index.nextOccupied(start, end); bucket < end; bucket = index.nextOccupied(bucket + 1, end)) {
          upwards.push(...nodesIn(index, bucket));
          expect(nodesIn(index, bucket).every((node) => bucket === index.bucketOf(zone, last.get(node) ?? 0))).toBe(
            true,
          );
        }
        const downwards: number[] = [];
        let bucket = index.previousOccupied(end - 1, start);
        for (; bucket >= start; bucket = index.previousOccupied(bucket - 1, start)) {
          downwards.push(...nodesIn(index, bucket));
        }
        const expected = [...last.keys()].filter((node) => node % 2 === zone).sort();
        expect([...upwards].sort()).toEqual(expected);
        expect([...downwards].sort()).toEqual(expected);
      }
    }),
  );
});
