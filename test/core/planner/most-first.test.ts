import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostFirst } from '../../../core/planner/most-first';

test('gives all things, those with the highest score first, equal ones as they were given', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(5))), (pairs) => {
      const scores = new Map(pairs);
      const things = [...scores.keys()];
      const score = (thing: number) => scores.get(thing) as number;
      // sort() is stable
      const expected = [...things].sort((left, right) => score(right) - score(left));
      expect([...mostFirst(things, score)]).toEqual(expected);
    }),
  );
});
