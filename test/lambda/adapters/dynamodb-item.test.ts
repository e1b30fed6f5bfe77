import { describe, expect, it } from 'vitest';
import { fromAttributes, toAttributes } from '../../../lambda/adapters/dynamodb-item';

describe('a stored item', () => {
  it.each([
    ['5', 5],
    ['0.25', 0.25],
    ['1e300', 1e300],
    ['9007199254740993', 9007199254740992],
  ])('with the number %s is read as a number', (N, number) => {
    expect(fromAttributes({ load: { N } })).toEqual({ load: number });
  });

  it.each([0.25, 2 ** 64, 1e100])('keeps the number %d', (load) => {
    expect(fromAttributes(toAttributes({ load }))).toEqual({ load });
  });
});
