import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DynamoDbTable } from '../../../lambda/adapters/dynamodb-table';
import { DynamoDbDuties } from '../../../operate/adapters/dynamodb-duties';

const CONFLICT = new TransactionConflictException({ message: 'in flight', $metadata: {} });
const REFUSAL = new ConditionalCheckFailedException({ message: 'newer', $metadata: {} });
const client = new DynamoDBClient({ region: 'eu-central-1' });
const table = new DynamoDbTable(client, 'fleet');
const duties = new DynamoDbDuties(client, 'fleet');
const word = { nodeId: 'n1', duty: 'draining', cause: 'operator', sinceMs: 0 } as const;

/** Writes to items that transactions of a tick check, perhaps of one that was overtaken and goes on. */
const WRITES: readonly (readonly [string, () => Promise<boolean>])[] = [
  ['a fence', () => table.fence('n1', { incarnation: 'first', counter: 1 })],
  ["an operator's word about a node", () => duties.change('n1', undefined, word)],
  ["the end of an operator's word", () => duties.change('n1', 'operator', undefined)],
];

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(WRITES)('%s', (_name, write) => {
  it('is written although a transaction touches its item at this moment', async () => {
    const send = vi
      .spyOn(client, 'send')
      .mockRejectedValueOnce(CONFLICT)
      .mockResolvedValueOnce(undefined as never);
    expect(await write()).toBe(true);
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('is not written when its condition fails after a conflict', async () => {
    vi.spyOn(client, 'send').mockRejectedValueOnce(CONFLICT).mockRejectedValueOnce(REFUSAL);
    expect(await write()).toBe(false);
  });
});
