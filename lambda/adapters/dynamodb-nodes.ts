import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { DrainCause, NodeControl } from '../../core/fleet/node';
import { type NodeRecords, parseNodeItems } from '../../core/table/parse-nodes';
import {
  type ControlItem,
  controlKey,
  type HeartbeatItem,
  heartbeatKey,
  type ItemKey,
  NODE_PARTITION,
} from '../../core/table/table-schema';
import type { Turn } from '../ports';
import { controlCondition } from './control-condition';
import { despiteConflicts, holds, transact } from './dynamodb-condition';
import { toAttributes } from './dynamodb-item';
import { queryPartition } from './dynamodb-query';
import { currentTurnCheck } from './dynamodb-turn';

/** Heartbeats and control words in the table. */
export class DynamoDbNodes {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async readAll(): Promise<NodeRecords> {
    return parseNodeItems(
      await queryPartition<HeartbeatItem | ControlItem>(this.client, this.tableName, NODE_PARTITION),
    );
  }

  fence(nodeId: string, seen: { readonly incarnation: string; readonly counter: number }): Promise<boolean> {
    const command = new UpdateItemCommand({
      TableName: this.tableName,
      Key: toAttributes(heartbeatKey(nodeId)),
      UpdateExpression: 'SET #fenced = :true',
      ConditionExpression: '#incarnation = :incarnation AND #counter = :counter',
      ExpressionAttributeNames: { '#fenced': 'fenced', '#incarnation': 'incarnation', '#counter': 'counter' },
      ExpressionAttributeValues: toAttributes({
        ':true': true,
        ':incarnation': seen.incarnation,
        ':counter': seen.counter,
      }),
    });
    return holds(despiteConflicts(() => this.client.send(command)));
  }

  async setControl(control: NodeControl): Promise<void> {
    await this.client.send(new PutItemCommand({ TableName: this.tableName, Item: controlItem(control) }));
  }

  clearControl(nodeId: string): Promise<void> {
    return this.remove(controlKey(nodeId));
  }

  async changeControl(turn: Turn, nodeId: string, cause: DrainCause | undefined, next?: NodeControl): Promise<boolean> {
    const result = await transact(this.client, [
      currentTurnCheck(this.tableName, turn),
      this.controlChange(nodeId, cause, next),
    ]);
    return result.written;
  }

  /** The heartbeat goes last: while it is there the node is still known, so a crash in between leaves nothing over. */
  async forget(nodeId: string): Promise<void> {
    await this.remove(controlKey(nodeId));
    await this.remove(heartbeatKey(nodeId));
  }

  private controlChange(
    nodeId: string,
    cause: DrainCause | undefined,
    next: NodeControl | undefined,
  ): TransactWriteItem {
    const condition = { TableName: this.tableName, ...controlCondition(cause) };
    return next === undefined
      ? { Delete: { ...condition, Key: toAttributes(controlKey(nodeId)) } }
      : { Put: { ...condition, Item: controlItem(next) } };
  }

  private async remove(key: ItemKey): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: this.tableName, Key: toAttributes(key) }));
  }
}

function controlItem(control: NodeControl) {
  const item: ControlItem = { ...controlKey(control.nodeId), ...control };
  return toAttributes(item);
}
