import { expect, it } from 'vitest';
import { expressionFaults, hasRedundantParentheses, type Scope } from './strict-expressions';

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

const ONE: Scope = { ExpressionAttributeNames: { '#a': 'state' }, ExpressionAttributeValues: { ':a': { S: 'x' } } };

it.each<readonly [string, Scope, readonly string[]]>([
  ['a name and a value', { ...ONE, ConditionExpression: 'attribute_not_exists(#a) OR NOT #a = :a' }, []],
  ['a reserved word', { ...ONE, ConditionExpression: '#a = :a AND state = :a' }, ['state without a placeholder']],
  [
    'a name too many',
    { ...ONE, KeyConditionExpression: 'begins_with(pk, :a)' },
    ['pk without a placeholder', '#a is not used'],
  ],
  ['a value too few', { ...ONE, FilterExpression: '#a.#b IN (:a, :b)' }, ['#b is not defined', ':b is not defined']],
  [
    'two changes',
    { ...ONE, UpdateExpression: 'SET #a = if_not_exists(#a, :a) REMOVE #a.#a' },
    ['two changes of #a.#a'],
  ],
  ['a part of another', { ...ONE, UpdateExpression: 'SET #a.#a = :a, #a = :a' }, ['two changes of #a']],
])('names what is wrong with %s', (_case, scope, faults) => {
  expect(expressionFaults(scope)).toEqual(faults);
});
