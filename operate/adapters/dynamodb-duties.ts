import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { DrainCause, NodeControl } from '../../core/fleet/node';
import { type ControlItem, controlKey } from '../../core/table/table-schema';
import { controlCondition } from '../../lambda/adapters/control-condition';
import { despiteConflicts, holds } from '../../lambda/adapters/dynamodb-condition';
import { toAttributes } from '../../lambda/adapters/dynamodb-item';
import type { DutyPort } from '../ports';

/** What is wanted of nodes, in the shard table; a write holds only if nobody else decided meanwhile. */
export class DynamoDbDuties implements DutyPort {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  change(nodeId: string, cause: DrainCause | undefined, next: NodeControl | undefined): Promise<boolean> {
    const condition = { TableName: this.tableName, ...controlCondition(cause) };
    if (next === undefined) {
      const removal = new DeleteItemCommand({ ...condition, Key: toAttributes(controlKey(nodeId)) });
      return holds(despiteConflicts(() => this.client.send(removal)));
    }
    const item: ControlItem = { ...controlKey(nodeId), ...next };
    const put = new PutItemCommand({ ...condition, Item: toAttributes(item) });
    return holds(despiteConflicts(() => this.client.send(put)));
  }
}
