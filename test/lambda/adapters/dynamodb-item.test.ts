import { describe, expect, it } from 'vitest';
import { fromAttributes } from '../../../lambda/adapters/dynamodb-item';

describe('a stored item', () => {
  it.each([
    ['5', 5],
    ['0.25', 0.25],
    ['1e300', 1e300],
    ['9007199254740993', 9007199254740992],
  ])('with the number %s is read as a number', (N, number) => {
    expect(fromAttributes({ load: { N } })).toEqual({ load: number });
  });
});
