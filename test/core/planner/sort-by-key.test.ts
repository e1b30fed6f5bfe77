import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortByKey } from '../../../core/planner/balance/sort-by-key';

const KEYS = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Number.POSITIVE_INFINITY)), {
  maxLength: 200,
});

test('sorts a part of a list by key and then by item, keys along with their items, and leaves the rest', () => {
  fc.assert(
    fc.property(KEYS, fc.nat(), fc.nat(), (keys, one, other) => {
      const places = [one % (keys.length + 1), other % (keys.length + 1)].sort((left, right) => left - right);
      const [start = 0, end = 0] = places;
      const given = keys.map((key, index) => ({ key, item: (index * 7919) % 211 }));
      const items = Int32Array.from(given, ({ item }) => item);
      const sortedKeys = Float64Array.from(keys);
      sortByKey(items, sortedKeys, start, end);
      const part = given.slice(start, end).sort((left, right) => {
        return left.key === right.key ? left.item - right.item : left.key < right.key ? -1 : 1;
      });
      const expected = [...given.slice(0, start), ...part, ...given.slice(end)];
      expect(Array.from(items, (item, index) => ({ key: sortedKeys[index], item }))).toEqual(expected);
    }),
  );
});
