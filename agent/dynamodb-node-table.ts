import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Heartbeat } from '../core/fleet/node';
import type { Shard } from '../core/fleet/shard';
import { isRefusal, type MoveEvent, transition } from '../core/move/move-machine';
import { moveUpdate } from '../core/table/shard-update';
import { ACTOR_INDEX, heartbeatKey, parseShardItem, type ShardItem, shardKey } from '../core/table/table-schema';
import { FencedIncarnationError } from './errors';
import type { NodeTablePort } from './ports';

/** Returns the node's side of the shard table on DynamoDB. */
export function dynamoDbNodeTable(client: DynamoDBClient, tableName: string): NodeTablePort {
  return {
    register: async (heartbeat) => {
      if (!(await holds(client.send(new PutItemCommand(registrationPut(tableName, heartbeat)))))) {
        throw new FencedIncarnationError(
          `${heartbeat.nodeId} cannot join as incarnation ${heartbeat.incarnation}, which was called dead: start anew`,
        );
      }
    },
    renew: (heartbeat) => holds(client.send(new PutItemCommand(renewalPut(tableName, heartbeat)))),
    workOf: (nodeId) => queryWork(client, tableName, nodeId),
    readShard: async (shardId) => {
      const key = marshall(shardKey(shardId));
      const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
      return Item ? parseShardItem(unmarshall(Item) as ShardItem) : undefined;
    },
    advance: async (shard, event) => {
      const update = advanceUpdate(tableName, shard, event);
      return update !== undefined && holds(client.send(new UpdateItemCommand(update)));
    },
  };
}

/** The write that joins: over any other incarnation, but never over this one once it was fenced. */
function registrationPut(tableName: string, heartbeat: Heartbeat) {
  return {
    ...renewalPut(tableName, heartbeat),
    ConditionExpression: 'attribute_not_exists(#incarnation) OR #incarnation <> :incarnation OR #fenced = :no',
  };
}

/** The write that renews a lease: whole item, on condition that this incarnation was not fenced. */
export function renewalPut(tableName: string, heartbeat: Heartbeat) {
  return {
    TableName: tableName,
    Item: heartbeatItem(heartbeat),
    ConditionExpression: '#incarnation = :incarnation AND #fenced = :no',
    ExpressionAttributeNames: { '#incarnation': 'incarnation', '#fenced': 'fenced' },
    ExpressionAttributeValues: marshall({ ':incarnation': heartbeat.incarnation, ':no': false }),
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
  const { Items } = await client.send(
    new QueryCommand({
      TableName: tableName,
      IndexName: ACTOR_INDEX.name,
      KeyConditionExpression: '#actor = :node',
      ExpressionAttributeNames: { '#actor': ACTOR_INDEX.partitionKey },
      ExpressionAttributeValues: marshall({ ':node': nodeId }),
    }),
  );
  return (Items ?? []).map((item) => parseShardItem(unmarshall(item) as ShardItem));
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
