import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Shard } from '../../../core/fleet/shard';
import { controlKey, PARTITION_KEY, SORT_KEY, toShardItem } from '../../../core/table/table-schema';
import { firstOwnedShard } from '../../../lambda/park-guard/first-owned-shard';
import { MOTO_MISSING, type MotoServer, startMoto } from '../../agent/moto-server';
import { withStrictRequests } from '../../strict-requests';

describe.skipIf(MOTO_MISSING)(`the first owned shard${MOTO_MISSING ? ` (skipped: ${MOTO_MISSING})` : ''}`, () => {
  let emulator: MotoServer;
  let client: DynamoDBClient;

  beforeAll(async () => {
    emulator = await startMoto();
    client = withStrictRequests(new DynamoDBClient(emulator.client));
  });

  afterAll(async () => {
    client?.destroy();
    await emulator?.stop();
  });

  async function makeTable(name: string, shards: readonly Partial<Shard>[]): Promise<void> {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [PARTITION_KEY, SORT_KEY].map((key) => ({ AttributeName: key, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: PARTITION_KEY, KeyType: 'HASH' },
          { AttributeName: SORT_KEY, KeyType: 'RANGE' },
        ],
      }),
    );
    const items = shards.map((shard) => toShardItem({ id: '', owner: null, followers: [], epoch: 1, ...shard }));
    for (const item of [...items, { ...controlKey('i-1'), owner: 'i-1' }]) {
      await client.send(new PutItemCommand({ TableName: name, Item: marshall(item) }));
    }
  }

  it('is found among shards without owners', async () => {
    await makeTable('owned', [{ id: 'shard-1' }, { id: 'shard-2', owner: 'i-2' }, { id: 'shard-3', owner: 'i-3' }]);

    expect(await firstOwnedShard(client, 'owned')).toEqual({ shardId: 'shard-2', owner: 'i-2' });
  });

  it('is none when no shard has an owner, whatever else the table holds', async () => {
    await makeTable('parked', [{ id: 'shard-1' }, { id: 'shard-2' }]);

    expect(await firstOwnedShard(client, 'parked')).toBeUndefined();
  });

  it('is unknown when the table cannot be read: a fleet that owns shards must not be taken for a parked one', async () => {
    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    const read = vi.spyOn(client, 'send').mockRejectedValue(denied as never);
    await expect(firstOwnedShard(client, 'owned')).rejects.toBe(denied);
    read.mockRestore();
  });

  it('is none when there is no table', async () => {
    expect(await firstOwnedShard(client, 'absent')).toBeUndefined();
  });
});
