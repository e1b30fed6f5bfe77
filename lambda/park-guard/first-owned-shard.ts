import { type DynamoDBClient, paginateQuery, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { PARTITION_KEY, SHARD_PARTITION, type ShardItem } from '../../core/table/table-schema';
import { fromAttributes } from '../adapters/dynamodb-item';
import type { OwnedShard } from './judge-request';

/**
 * Returns the first shard in the table that has an owner, reading no further than that; nothing when there is no table.
 *
 * A filter is applied after reading, so a parked fleet is read whole: a few MB at 50 000 shards.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.FilterExpression.html
 */
export async function firstOwnedShard(client: DynamoDBClient, tableName: string): Promise<OwnedShard | undefined> {
  try {
    return await queryFirstOwned(client, tableName);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
}

async function queryFirstOwned(client: DynamoDBClient, tableName: string): Promise<OwnedShard | undefined> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: '#pk = :shards',
      FilterExpression: 'attribute_exists(#owner)',
      ExpressionAttributeNames: { '#pk': PARTITION_KEY, '#owner': 'owner' },
      ExpressionAttributeValues: { ':shards': { S: SHARD_PARTITION } },
      ConsistentRead: true,
    },
  );
  for await (const page of pages) {
    const [first] = page.Items ?? [];
    if (first !== undefined) {
      const item = fromAttributes<ShardItem>(first);
      return { shardId: item.sk, owner: item.owner ?? '' };
    }
  }
  return undefined;
}
