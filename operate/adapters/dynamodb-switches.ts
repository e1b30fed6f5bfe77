import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { parseSwitches } from '../../core/table/parse-switches';
import { type FleetSwitches, type RollSwitch, SWITCHES_KEY } from '../../core/table/table-schema';
import { holds } from '../../lambda/adapters/dynamodb-condition';
import { fromAttributes, toAttributes } from '../../lambda/adapters/dynamodb-item';
import type { SwitchPort } from '../ports';

/** The fleet's switches in the shard table; each write touches one attribute. */
export class DynamoDbSwitches implements SwitchPort {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async read(): Promise<FleetSwitches> {
    const answer = await this.client.send(new GetItemCommand({ ...this.item(), ConsistentRead: true }));
    return parseSwitches(answer.Item && fromAttributes<Partial<FleetSwitches>>(answer.Item));
  }

  setHalted(halted: boolean): Promise<void> {
    return this.set('halted', halted);
  }

  setParked(parked: boolean): Promise<void> {
    return this.set('parked', parked);
  }

  startRoll(roll: RollSwitch): Promise<boolean> {
    return holds(
      this.client.send(
        new UpdateItemCommand({
          ...this.item(),
          UpdateExpression: 'SET #roll = :roll',
          ConditionExpression: 'attribute_not_exists(#roll)',
          ExpressionAttributeNames: { '#roll': 'roll' },
          ExpressionAttributeValues: toAttributes({ ':roll': roll }),
        }),
      ),
    );
  }

  endRoll(startedAtMs: number): Promise<boolean> {
    return holds(
      this.client.send(
        new UpdateItemCommand({
          ...this.item(),
          UpdateExpression: 'REMOVE #roll',
          ConditionExpression: '#roll.#startedAtMs = :startedAtMs',
          ExpressionAttributeNames: { '#roll': 'roll', '#startedAtMs': 'startedAtMs' },
          ExpressionAttributeValues: toAttributes({ ':startedAtMs': startedAtMs }),
        }),
      ),
    );
  }

  private async set(name: 'halted' | 'parked', value: boolean): Promise<void> {
    await this.client.send(
      new UpdateItemCommand({
        ...this.item(),
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: toAttributes({ ':value': value }),
      }),
    );
  }

  private item() {
    return { TableName: this.tableName, Key: toAttributes(SWITCHES_KEY) };
  }
}
