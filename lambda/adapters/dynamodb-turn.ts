import { type DynamoDBClient, type TransactWriteItem, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type ControllerName, controllerKey } from '../../core/table/table-schema';
import type { ControllerTurn, Turn } from '../ports';
import { despiteConflicts, holds } from './dynamodb-condition';
import { fromAttributes, toAttributes } from './dynamodb-item';

/** A controller's item. What it remembers is JSON text: only the controller itself reads it. */
interface ControllerItem {
  readonly version: number;
  readonly memory?: string;
}

/** Returns the action that makes a transaction fail once a newer turn of that controller was taken (Law 5). */
export function currentTurnCheck(tableName: string, turn: Turn): TransactWriteItem {
  return { ConditionCheck: { TableName: tableName, ...turnCondition(turn) } };
}

/** Turns and memories of the controllers in the table. */
export class DynamoDbTurns {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async take<Memory>(controller: ControllerName): Promise<ControllerTurn<Memory>> {
    const command = new UpdateItemCommand({
      TableName: this.tableName,
      Key: toAttributes(controllerKey(controller)),
      UpdateExpression: 'SET #version = if_not_exists(#version, :first) + :one',
      ExpressionAttributeNames: { '#version': 'version' },
      // Above all that an item which was lost had: others have kept these.
      ExpressionAttributeValues: { ':first': { N: String(Date.now()) }, ':one': { N: '1' } },
      ReturnValues: 'ALL_NEW',
    });
    const answer = await despiteConflicts(() => this.client.send(command));
    const item = fromAttributes<ControllerItem>(answer.Attributes ?? {});
    return { version: item.version, memory: parseMemory<Memory>(item.memory) };
  }

  save(turn: Turn, memory: object): Promise<boolean> {
    const { ExpressionAttributeNames, ExpressionAttributeValues, ...condition } = turnCondition(turn);
    const command = new UpdateItemCommand({
      TableName: this.tableName,
      ...condition,
      UpdateExpression: 'SET #memory = :memory',
      ExpressionAttributeNames: { ...ExpressionAttributeNames, '#memory': 'memory' },
      ExpressionAttributeValues: { ...ExpressionAttributeValues, ':memory': { S: JSON.stringify(memory) } },
    });
    return holds(despiteConflicts(() => this.client.send(command)));
  }
}

/** A memory is safe to lose: one that nobody can read is none, or the controller would fail at it in each tick. */
function parseMemory<Memory>(text = ''): Memory | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

function turnCondition(turn: Turn) {
  return {
    Key: toAttributes(controllerKey(turn.controller)),
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': { N: String(turn.version) } },
  };
}
