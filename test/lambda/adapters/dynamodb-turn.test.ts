import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DynamoDbTable } from '../../../lambda/adapters/dynamodb-table';

const client = new DynamoDBClient({ region: 'eu-central-1' });
const table = new DynamoDbTable(client, 'fleet');

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the turn of a controller', () => {
  it.each([
    ['{"formatVersion":2}', { formatVersion: 2 }],
    ['{"formatVersion":2', undefined],
    ['', undefined],
    ['null', undefined],
  ])('remembers of the text %s: %o', async (text, memory) => {
    const answer = { Attributes: { version: { N: '3' }, memory: { S: text } } };
    vi.spyOn(client, 'send').mockResolvedValueOnce(answer as never);
    expect(await table.takeTurn('scaler')).toEqual({ version: 3, memory });
  });
});
