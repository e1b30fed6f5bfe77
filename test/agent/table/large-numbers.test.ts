import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dynamoDbNodeTable } from '../../../agent/table/dynamodb-node-table';
import type { Shard } from '../../../core/fleet/shard';
import { toShardItem } from '../../../core/table/table-schema';

const client = new DynamoDBClient({ region: 'eu-central-1' });
const table = dynamoDbNodeTable(client, 'fleet');

const SOUND: Shard = {
  id: 'shard-00001',
  owner: 'a',
  followers: [],
  epoch: 3,
  move: { id: 'm', from: 'a', to: 'b', state: 'copying', reason: 'rebalance', startedAtMs: 5, actor: 'b' },
};

function rowOf(shard: Shard, change: Record<string, AttributeValue> = {}): Record<string, AttributeValue> {
  return { ...marshall(toShardItem(shard), { removeUndefinedValues: true }), ...change };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(['9007199254740993', '12345678901234567.5', '1E+100'])('a number %s in one row', (N) => {
  const spoilt = rowOf({ ...SOUND, id: 'shard-00002' }, { epoch: { N } });

  it('leaves the node the moves of all other rows', async () => {
    vi.spyOn(client, 'send').mockResolvedValue({ Items: [spoilt, rowOf(SOUND)] } as never);
    const work = await table.workOf('b');
    expect(work).toEqual([expect.objectContaining({ id: 'shard-00002', unreadable: ['epoch'] }), SOUND]);
  });

  it('is told of when the row is read', async () => {
    vi.spyOn(client, 'send').mockResolvedValue({ Item: spoilt } as never);
    expect(await table.readShard('shard-00002')).toMatchObject({ unreadable: ['epoch'] });
  });

  it('leaves the node what it follows', async () => {
    const follow = { ...marshall({ pk: 'FOLLOW', sk: 'FOLLOW#shard-00003#b', actor: 'b' }), note: { N } };
    vi.spyOn(client, 'send').mockResolvedValue({ Items: [follow] } as never);
    expect(await table.followsOf('b')).toEqual(['shard-00003']);
  });
});
