import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { type Request, requestFaults } from './strict-requests';

function put(sk: string, more: Record<string, AttributeValue> = {}) {
  return { TableName: 't', Item: { pk: { S: 'SHARD' }, sk: { S: sk }, ...more } };
}

function transaction(count: number) {
  return { TransactItems: Array.from({ length: count }, (_, at) => ({ Put: put(`shard-${at}`) })) };
}

it.each<readonly [string, Request, readonly string[]]>([
  ['a put', put('shard-1'), []],
  ['an empty key', put(''), ['{"S":""} as the key sk']],
  ['a key of an index that is null', put('x', { owner: { NULL: true } }), ['{"NULL":true} as the key owner']],
  ['an item that is too large', put('x', { memory: { S: 'x'.repeat(410_000) } }), ['an item of more than 400 KB']],
  ['a number of any sign', put('x', { load: { N: '-1e-130' }, none: { N: '0' } }), []],
  [
    'a number that is too small',
    put('x', { shards: { M: { s: { M: { load: { N: '1e-131' } } } } } }),
    ['the number 1e-131'],
  ],
  ['a whole transaction', transaction(100), []],
  ['a transaction of too many', transaction(101), ['101 actions in one transaction']],
  [
    'a transaction that checks what it writes',
    { TransactItems: [{ Put: put('x') }, { ConditionCheck: { TableName: 't', Key: put('x').Item } }] },
    ['two actions of one transaction on the same item'],
  ],
  [
    'a consistent read of an index',
    { IndexName: 'by-actor', ConsistentRead: true },
    ['a consistent read of the index by-actor'],
  ],
  [
    'a filter on a key',
    { FilterExpression: 'attribute_exists(#k)', ExpressionAttributeNames: { '#k': 'sk' } },
    ['a filter on the key sk'],
  ],
  [
    'an owner that an update empties',
    {
      UpdateExpression: 'SET #owner = :none',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':none': { S: '' } },
    },
    ['{"S":""} as the key owner'],
  ],
])('%s: %j', (_case, request, faults) => {
  expect(requestFaults(request)).toEqual(faults);
});
