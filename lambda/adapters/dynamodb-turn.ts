import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type ControllerName, controllerKey, type ItemKey, memoryKey } from '../../core/table/table-schema';
import type { ControllerTurn, Turn } from '../ports';
import { despiteConflicts, holds } from './dynamodb-condition';
import { type AttributeMap, fromAttributes, toAttributes } from './dynamodb-item';

/** What a controller remembers is JSON text: only the controller itself reads it. */
interface MemoryItem extends ItemKey {
  /** Turn that wrote it. */
  readonly version: number;
  readonly memory: string;
}

/** Returns the action that makes a transaction fail once a newer turn of that controller was taken (Law 5). */
export function currentTurnCheck(tableName: string, { controller, version }: Turn): TransactWriteItem {
  return {
    ConditionCheck: {
      TableName: tableName,
      Key: toAttributes(controllerKey(controller)),
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': { N: String(version) } },
    },
  };
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
      ReturnValues: 'UPDATED_NEW',
    });
    const { Attributes = {} } = await despiteConflicts(() => this.client.send(command));
    const remembered = fromAttributes<Partial<MemoryItem>>(await this.read(memoryKey(controller)));
    return { version: versionOf(Attributes), memory: parseMemory<Memory>(remembered.memory) };
  }

  /** A turn that was overtaken replaces nothing that a newer one remembers; it learns so here, because it would act next. */
  async save({ controller, version }: Turn, memory: object): Promise<boolean> {
    const item: MemoryItem = { ...memoryKey(controller), version, memory: JSON.stringify(memory) };
    const put = new PutItemCommand({
      TableName: this.tableName,
      Item: toAttributes(item),
      ConditionExpression: 'attribute_not_exists(#version) OR #version <= :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': { N: String(version) } },
    });
    return (await holds(this.client.send(put))) && this.isNewest({ controller, version });
  }

  private async isNewest({ controller, version }: Turn): Promise<boolean> {
    return versionOf(await this.read(controllerKey(controller))) === version;
  }

  private async read(key: ItemKey): Promise<AttributeMap> {
    const command = new GetItemCommand({ TableName: this.tableName, Key: toAttributes(key), ConsistentRead: true });
    return (await this.client.send(command)).Item ?? {};
  }
}

function versionOf(item: AttributeMap): number {
  return Number(item.version?.N);
}

/** A memory is safe to lose: one that nobody can read is none, or the controller would fail at it in each tick. */
function parseMemory<Memory>(text = ''): Memory | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
