import { DynamoDBClient, type TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DynamoDbHistory } from '../../../lambda/adapters/dynamodb-history';

const client = new DynamoDBClient({ region: 'eu-central-1' });

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the history', () => {
  it('keeps thousands of decisions of a turn under keys that sort in their order', async () => {
    const send = vi.spyOn(client, 'send').mockResolvedValue({} as never);
    const decision = { kind: 'hold', reason: { code: 'steady', text: '' }, acts: false, details: {} } as const;
    const decisions = Array.from({ length: 2001 }, () => decision);

    await new DynamoDbHistory(client, 'fleet').keep({ controller: 'rebalancer', version: 3 }, 0, decisions);

    const commands = send.mock.calls.map(([command]) => command as unknown as TransactWriteItemsCommand);
    const keys = commands.flatMap(({ input }) => (input.TransactItems ?? []).map(({ Put }) => Put?.Item?.sk?.S ?? ''));
    expect(keys).toHaveLength(2001);
    expect([...keys].sort()).toEqual(keys);
  });
});
