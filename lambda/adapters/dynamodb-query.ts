import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { PARTITION_KEY } from '../../core/table/table-schema';
import { fromAttributes } from './dynamodb-item';

/** Returns all items of a partition in order of their sort key, strongly consistent, page after page (1 MB each). */
export async function queryPartition<Item>(client: DynamoDBClient, tableName: string, partition: string) {
  const items: Item[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': PARTITION_KEY },
      ExpressionAttributeValues: { ':pk': { S: partition } },
      ConsistentRead: true,
    },
  );
  for await (const page of pages) {
    for (const item of page.Items ?? []) {
      items.push(fromAttributes<Item>(item));
    }
  }
  return items;
}
