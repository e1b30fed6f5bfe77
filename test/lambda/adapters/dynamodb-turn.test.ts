import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DynamoDbTable } from '../../../lambda/adapters/dynamodb-table';

const client = new DynamoDBClient({ region: 'eu-central-1' });
const table = new DynamoDbTable(client, 'fleet');

afterEach(() => {
  vi.restoreAllMocks();
});

/** Answers the next calls, and returns the spy that counts them. */
function answer(...answers: readonly object[]) {
  const send = vi.spyOn(client, 'send');
  for (const one of answers) {
    send.mockResolvedValueOnce(one as never);
  }
  return send;
}

function version(N: string) {
  return { Item: { version: { N } } };
}

describe('the turn of a controller', () => {
  it.each([
    ['{"formatVersion":2}', { formatVersion: 2 }],
    ['{"formatVersion":2', undefined],
    ['', undefined],
    ['null', undefined],
  ])('remembers of the text %s: %o', async (text, memory) => {
    answer({ Attributes: { version: { N: '3' } } }, { Item: { memory: { S: text } } });
    expect(await table.takeTurn('scaler')).toEqual({ version: 3, memory });
  });

  it('is taken although a transaction of one that it overtakes checks it at this moment', async () => {
    const send = vi.spyOn(client, 'send');
    send.mockRejectedValueOnce(new TransactionConflictException({ message: 'in flight', $metadata: {} }));
    answer({ Attributes: { version: { N: '3' } } }, {});
    expect(await table.takeTurn('scaler')).toEqual({ version: 3, memory: undefined });
  });

  it('is not the newest any more when a newer one remembers something', async () => {
    vi.spyOn(client, 'send').mockRejectedValueOnce(
      new ConditionalCheckFailedException({ message: 'newer', $metadata: {} }),
    );
    expect(await table.saveMemory('scaler', 3, {})).toBe(false);
  });

  it('is not the newest any more when it was overtaken while its memory was put', async () => {
    answer({}, version('4'));
    expect(await table.saveMemory('scaler', 3, {})).toBe(false);
  });
});
