import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { type ControllerName, decisionPartition, PARTITION_KEY } from '../../core/table/table-schema';
import { fromAttributes } from '../../lambda/adapters/dynamodb-item';
import type { HistoryPort, KeptDecision } from '../ports';

/** The controllers' history in the shard table. */
export class DynamoDbPastDecisions implements HistoryPort {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  /** A page ends after so many items that were read or 1 MB, whatever the filter leaves of them. */
  async latest(controller: ControllerName, count: number, shard?: string): Promise<readonly KeptDecision[]> {
    const pages = paginateQuery(
      { client: this.client },
      {
        TableName: this.tableName,
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': PARTITION_KEY, ...(shard && { '#details': 'details', '#shard': 'shard' }) },
        ExpressionAttributeValues: {
          ':pk': { S: decisionPartition(controller) },
          ...(shard && { ':shard': { S: shard } }),
        },
        ...(shard && { FilterExpression: '#details.#shard = :shard' }),
        ScanIndexForward: false,
        ...(shard === undefined && { Limit: count }),
      },
    );
    const found: KeptDecision[] = [];
    for await (const { Items = [] } of pages) {
      found.push(...Items.map((item) => fromAttributes<KeptDecision>(item)));
      if (found.length >= count) {
        break;
      }
    }
    return found.slice(0, count);
  }
}
