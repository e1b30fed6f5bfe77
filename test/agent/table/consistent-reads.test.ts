import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dynamoDbNodeTable } from '../../../agent/table/dynamodb-node-table';
import { heartbeatOf } from '../../core/scaling/fleet-fixture';

const client = new DynamoDBClient({ region: 'eu-central-1' });
const table = dynamoDbNodeTable(client, 'fleet');

/** Reads by which a node opens or closes a shard, or joins; the emulator has no old copies to read from. */
const READS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['a row', () => table.readShard('shard-00001')],
  ['the last incarnation', () => table.register(heartbeatOf({ id: 'n1' }))],
];

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(READS)('Law 3: the read of %s', (_name, read) => {
  it('is strongly consistent, for an old copy may show a move as it stood before it was cancelled', async () => {
    const send = vi.spyOn(client, 'send').mockResolvedValue({} as never);
    await read();
    const gets = send.mock.calls.map(([command]) => command).filter((command) => command instanceof GetItemCommand);
    expect(gets).toHaveLength(1);
    expect(gets[0]?.input).toMatchObject({ ConsistentRead: true });
  });
});
