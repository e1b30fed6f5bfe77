import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type ControllerName, decisionPartition, PARTITION_KEY } from '../../core/table/table-schema';
import { fromAttributes } from '../../lambda/adapters/dynamodb-item';
import type { HistoryPort, KeptDecision } from '../ports';

/** The controllers' history in the shard table. */
export class DynamoDbPastDecisions implements HistoryPort {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async latest(controller: ControllerName, count: number): Promise<readonly KeptDecision[]> {
    const answer = await this.client.send(
      new QueryCommand({
        TableName: this.tableName,
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': PARTITION_KEY },
        ExpressionAttributeValues: { ':pk': { S: decisionPartition(controller) } },
        ScanIndexForward: false,
        Limit: count,
      }),
    );
    return (answer.Items ?? []).map((item) => fromAttributes<KeptDecision>(item));
  }
}
