import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SERVICE_PARTITION, type ServiceItem, serviceKey, stateKey } from '../../core/service-scaling/service-table';
import type { ItemKey } from '../../core/table/table-schema';
import { inParallel } from '../in-parallel';
import { toAttributes } from './dynamodb-item';
import { queryPartition } from './dynamodb-query';

const WIDTH = 8;

/** The services in the service scaler's table. */
export class DynamoDbServiceList {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  /** Makes these the scaler's services; services that are no more are forgotten with their state. */
  async replace(services: readonly { readonly resourceId: string; readonly json: string }[]): Promise<void> {
    const before = await queryPartition<ServiceItem>(this.client, this.tableName, SERVICE_PARTITION);
    await inParallel(WIDTH, services, async ({ resourceId, json }) => {
      const item: ServiceItem = { ...serviceKey(resourceId), service: json };
      await this.client.send(new PutItemCommand({ TableName: this.tableName, Item: toAttributes(item) }));
    });
    const kept = new Set(services.map(({ resourceId }) => resourceId));
    const gone = before.map(({ sk }) => sk).filter((id) => !kept.has(id));
    await inParallel(
      WIDTH,
      gone.flatMap((id) => [serviceKey(id), stateKey(id)]),
      (key) => this.forget(key),
    );
  }

  private async forget(key: ItemKey): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: this.tableName, Key: toAttributes(key) }));
  }
}
