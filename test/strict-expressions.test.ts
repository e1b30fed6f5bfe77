import { expect, it } from 'vitest';
import { hasRedundantParentheses } from './strict-expressions';

it.each([
  ['attribute_not_exists(#a) OR #b = :b AND #c = :c', false],
  ['#e = :e AND (attribute_not_exists(#a) OR #a = :a) AND attribute_not_exists(#m)', false],
  ['NOT (#a = :a OR #b = :b)', false],
  ['#a IN (:a, :b) AND size(#b) > :c', false],
  ['#a = :a OR (#c = :d AND #e = :f)', true],
  ['#a = :a AND (#c = :d AND #e = :f)', true],
  ['(#a = :a)', true],
  ['#b = :b AND ((#a = :a OR #c = :c))', true],
])('%s: redundant parentheses: %s', (expression, isRedundant) => {
  expect(hasRedundantParentheses(expression)).toBe(isRedundant);
});
