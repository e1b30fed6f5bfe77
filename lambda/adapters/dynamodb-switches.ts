import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { parseSwitches } from '../../core/table/parse-switches';
import { type FleetSwitches, SWITCHES_KEY } from '../../core/table/table-schema';
import { holds } from './dynamodb-condition';
import { fromAttributes, toAttributes } from './dynamodb-item';

/** The fleet's switches in the table, as controllers use them. */
export class DynamoDbSwitches {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async read(): Promise<FleetSwitches> {
    const answer = await this.client.send(
      new GetItemCommand({ TableName: this.tableName, Key: toAttributes(SWITCHES_KEY), ConsistentRead: true }),
    );
    return parseSwitches(answer.Item === undefined ? undefined : fromAttributes<Partial<FleetSwitches>>(answer.Item));
  }

  endRoll(startedAtMs: number): Promise<boolean> {
    const command = new UpdateItemCommand({
      TableName: this.tableName,
      Key: toAttributes(SWITCHES_KEY),
      UpdateExpression: 'REMOVE #roll',
      ConditionExpression: '#roll.#startedAtMs = :startedAtMs',
      ExpressionAttributeNames: { '#roll': 'roll', '#startedAtMs': 'startedAtMs' },
      ExpressionAttributeValues: toAttributes({ ':startedAtMs': startedAtMs }),
    });
    return holds(this.client.send(command));
  }
}
