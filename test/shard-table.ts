import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { ACTOR_INDEX, OWNER_INDEX, PARTITION_KEY, SORT_KEY } from '../core/table/table-schema';

/** Returns the request that makes a table as the construct does. */
export function shardTable(TableName: string): CreateTableCommandInput {
  const keys = [PARTITION_KEY, SORT_KEY, ACTOR_INDEX.partitionKey, OWNER_INDEX.partitionKey];
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: schemaOf(PARTITION_KEY),
    GlobalSecondaryIndexes: [
      {
        IndexName: ACTOR_INDEX.name,
        KeySchema: schemaOf(ACTOR_INDEX.partitionKey),
        Projection: { ProjectionType: 'ALL' },
      },
      {
        IndexName: OWNER_INDEX.name,
        KeySchema: schemaOf(OWNER_INDEX.partitionKey),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [OWNER_INDEX.projected] },
      },
    ],
  };
}

function schemaOf(partitionKey: string) {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: SORT_KEY, KeyType: 'RANGE' as const },
  ];
}
