import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Heartbeat } from '../../core/fleet/node';
import type { Shard } from '../../core/fleet/shard';
import { isRefusal, type MoveEvent, transition } from '../../core/move/move-machine';
import { parseShardItem } from '../../core/table/parse-shard';
import { moveUpdate } from '../../core/table/shard-update';
import {
  ACTOR_INDEX,
  FOLLOW_PREFIX,
  heartbeatKey,
  type ItemKey,
  OWNER_INDEX,
  parseFollowItem,
  SHARD_PREFIX,
  type ShardItem,
  shardKey,
} from '../../core/table/table-schema';
import { FencedIncarnationError } from '../errors';
import type { NodeTablePort } from '../ports';

/** Returns the node's side of the shard table on DynamoDB. */
export function dynamoDbNodeTable(client: DynamoDBClient, tableName: string): NodeTablePort {
  return {
    register: async (heartbeat) => {
      const before = await readIncarnation(client, tableName, heartbeat.nodeId);
      const put = registrationPut(tableName, heartbeat, before);
      if (!(await holds(client.send(new PutItemCommand(put))))) {
        throw new FencedIncarnationError(
          `${heartbeat.nodeId} cannot join as incarnation ${heartbeat.incarnation}: it was called dead, or another start ` +
            'of the agent has joined since; start anew',
        );
      }
    },
    renew: (heartbeat) => holds(client.send(new PutItemCommand(renewalPut(tableName, heartbeat)))),
    workOf: (nodeId) => queryWork(client, tableName, nodeId),
    followsOf: (nodeId) => queryFollows(client, tableName, nodeId),
    ownedBy: (nodeId) => queryOwned(client, tableName, nodeId),
    readShard: async (shardId) => {
      const key = marshall(shardKey(shardId));
      const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
      return Item ? parseShardItem(plainItem<ShardItem>(Item)) : undefined;
    },
    advance: async (shard, event) => {
      const update = advanceUpdate(tableName, shard, event);
      return update !== undefined && holds(client.send(new UpdateItemCommand(update)));
    },
  };
}

/** The incarnation that joined last; `undefined` when the table knows none. */
async function readIncarnation(client: DynamoDBClient, tableName: string, nodeId: string): Promise<string | undefined> {
  const Key = marshall(heartbeatKey(nodeId));
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
  return Item?.incarnation?.S;
}

/**
 * The write that joins: over the very incarnation that was read before it, so that a registration that arrives late never
 * ousts a later start of the agent; and over this one, as a renewal is. DynamoDB refuses parentheses that change no precedence.
 *
 * @see https://github.com/getmoto/moto/issues/9574
 */
function registrationPut(tableName: string, heartbeat: Heartbeat, before: string | undefined) {
  const renewal = renewalPut(tableName, heartbeat);
  if (before === heartbeat.incarnation) {
    return renewal;
  }
  const isAsRead = before === undefined ? 'attribute_not_exists(#incarnation)' : '#incarnation = :before';
  const values = before === undefined ? {} : marshall({ ':before': before });
  return {
    ...renewal,
    ConditionExpression: `${isAsRead} OR ${renewal.ConditionExpression}`,
    ExpressionAttributeValues: { ...renewal.ExpressionAttributeValues, ...values },
  };
}

/**
 * The write that renews a lease: whole item, on condition that this incarnation was not fenced and that no later renewal
 * was written. A request that arrives late would else bring an old counter back, and the controller, which saw it before,
 * would take the node for silent ever since.
 */
export function renewalPut(tableName: string, heartbeat: Heartbeat) {
  const { incarnation, counter } = heartbeat;
  return {
    TableName: tableName,
    Item: heartbeatItem(heartbeat),
    ConditionExpression: '#incarnation = :incarnation AND #fenced = :no AND #counter <= :counter',
    ExpressionAttributeNames: { '#incarnation': 'incarnation', '#fenced': 'fenced', '#counter': 'counter' },
    ExpressionAttributeValues: marshall({ ':incarnation': incarnation, ':no': false, ':counter': counter }),
  };
}

function heartbeatItem(heartbeat: Heartbeat) {
  return marshall({ ...heartbeatKey(heartbeat.nodeId), ...heartbeat }, { removeUndefinedValues: true });
}

function advanceUpdate(tableName: string, shard: Shard, event: MoveEvent) {
  const next = shard.move && transition(shard.move, event);
  if (next === undefined || isRefusal(next)) {
    return undefined;
  }
  const update = moveUpdate(shard, next);
  return {
    ...update,
    TableName: tableName,
    Key: marshall(shardKey(shard.id)),
    ExpressionAttributeNames: { ...update.ExpressionAttributeNames },
    ExpressionAttributeValues: marshall(update.ExpressionAttributeValues),
  };
}

async function queryWork(client: DynamoDBClient, tableName: string, nodeId: string): Promise<readonly Shard[]> {
  const items = await queryIndex<ShardItem>(client, tableName, ACTOR_INDEX, nodeId, SHARD_PREFIX);
  return items.map(parseShardItem);
}

async function queryFollows(client: DynamoDBClient, tableName: string, nodeId: string): Promise<readonly string[]> {
  const items = await queryIndex<ItemKey>(client, tableName, ACTOR_INDEX, nodeId, FOLLOW_PREFIX);
  return items.flatMap((item) => parseFollowItem(item)?.shardId ?? []);
}

async function queryOwned(client: DynamoDBClient, tableName: string, nodeId: string) {
  type OwnedItem = Pick<ShardItem, 'sk' | 'epoch'>;
  const items = await queryIndex<OwnedItem>(client, tableName, OWNER_INDEX, nodeId, SHARD_PREFIX);
  return new Map(items.map(({ sk, epoch }) => [sk, epoch]));
}

/** Everything in the index under the node's name whose sort key begins so; eventually consistent. */
async function queryIndex<Item>(
  client: DynamoDBClient,
  tableName: string,
  index: typeof ACTOR_INDEX | typeof OWNER_INDEX,
  nodeId: string,
  prefix: string,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      IndexName: index.name,
      KeyConditionExpression: '#node = :node AND begins_with(#sk, :prefix)',
      ExpressionAttributeNames: { '#node': index.partitionKey, '#sk': index.sortKey },
      ExpressionAttributeValues: marshall({ ':node': nodeId, ':prefix': prefix }),
    },
  );
  for await (const page of pages) {
    items.push(...(page.Items ?? []).map((item) => plainItem<Item>(item)));
  }
  return items;
}

/** A number beyond what JavaScript counts exactly loses digits: as an error it would stop all moves of the node. */
function plainItem<Item>(attributes: Record<string, AttributeValue>): Item {
  return unmarshall(attributes, { wrapNumbers: Number }) as Item;
}

/** Whether a conditional write went through; every other fault is thrown on. */
async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return false;
    }
    throw error;
  }
}
