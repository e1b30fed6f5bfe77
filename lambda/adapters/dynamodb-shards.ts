import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { freeShard, type Shard } from '../../core/fleet/shard';
import type { Move } from '../../core/move/move';
import type { Transition } from '../../core/move/move-machine';
import { parseShardItem } from '../../core/table/parse-shard';
import { moveCreation, moveUpdate } from '../../core/table/shard-update';
import { controlKey, heartbeatKey, SHARD_PARTITION, type ShardItem, toShardItem } from '../../core/table/table-schema';
import type { DeadNode, NewShard, Turn } from '../ports';
import { TRANSACTION_ACTIONS, transact } from './dynamodb-condition';
import { toAttributes, toUpdate } from './dynamodb-item';
import { queryPartition } from './dynamodb-query';
import { currentTurnCheck } from './dynamodb-turn';

/** Shards and their moves in the table. */
export class DynamoDbShards {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async readAll(): Promise<readonly Shard[]> {
    const items = await queryPartition<ShardItem>(this.client, this.tableName, SHARD_PARTITION);
    return items.map(parseShardItem);
  }

  async create(shards: readonly NewShard[]): Promise<void> {
    for (let start = 0; start < shards.length; start += TRANSACTION_ACTIONS) {
      await this.createBatch(shards.slice(start, start + TRANSACTION_ACTIONS));
    }
  }

  async createMove(turn: Turn, shard: Shard, move: Move): Promise<boolean> {
    const result = await transact(this.client, [
      currentTurnCheck(this.tableName, turn),
      ...(move.to === null ? [] : [this.notDraining(move.to)]),
      ...(move.from === null && shard.owner !== null ? this.stillDead(ownerOf(shard.owner, shard)) : []),
      { Update: { TableName: this.tableName, ...toUpdate(moveCreation(shard, move)) } },
    ]);
    return result.written;
  }

  async changeMove(turn: Turn, shard: Shard, transition: Transition, dead?: DeadNode): Promise<boolean> {
    if (shard.move === undefined) {
      return false;
    }
    const result = await transact(this.client, [
      currentTurnCheck(this.tableName, turn),
      ...(dead === undefined ? [] : this.stillDead(dead)),
      { Update: { TableName: this.tableName, ...toUpdate(moveUpdate(shard, transition)) } },
    ]);
    return result.written;
  }

  /** A transaction fails whole when one shard exists already, so what remains is written again. */
  private async createBatch(shards: readonly NewShard[]): Promise<void> {
    let missing = shards;
    while (missing.length > 0) {
      const result = await transact(
        this.client,
        missing.map((shard) => this.putNew(shard)),
      );
      if (result.written) {
        return;
      }
      const left = missing.filter((_, index) => result.codes[index] !== 'ConditionalCheckFailed');
      if (left.length === missing.length) {
        throw new Error('another writer creates the same shards at this moment; the next tick creates what is missing');
      }
      missing = left;
    }
  }

  private putNew({ id, epoch }: NewShard): TransactWriteItem {
    return {
      Put: {
        TableName: this.tableName,
        Item: toAttributes(toShardItem(freeShard(id, epoch))),
        ConditionExpression: 'attribute_not_exists(#sk)',
        ExpressionAttributeNames: { '#sk': 'sk' },
      },
    };
  }

  /**
   * A node that came back under a new incarnation must not be overtaken by what was decided while it was dead. An incarnation that is
   * known stays dead: it neither renews its lease nor joins again. So it is not looked at, which would cost two writes of the whole
   * heartbeat, 400 units at 5000 shards, of the 1000 a second that the nodes' partition takes.
   */
  private stillDead({ nodeId, incarnation }: DeadNode): readonly TransactWriteItem[] {
    if (incarnation !== undefined) {
      return [];
    }
    const check = {
      TableName: this.tableName,
      Key: toAttributes(heartbeatKey(nodeId)),
      ConditionExpression: 'attribute_not_exists(#sk) OR #fenced = :true',
      ExpressionAttributeNames: { '#sk': 'sk', '#fenced': 'fenced' },
      ExpressionAttributeValues: toAttributes({ ':true': true }),
    };
    return [{ ConditionCheck: check }];
  }

  private notDraining(nodeId: string): TransactWriteItem {
    return {
      ConditionCheck: {
        TableName: this.tableName,
        Key: toAttributes(controlKey(nodeId)),
        ConditionExpression: 'attribute_not_exists(#duty) OR #duty <> :draining',
        ExpressionAttributeNames: { '#duty': 'duty' },
        ExpressionAttributeValues: { ':draining': { S: 'draining' } },
      },
    };
  }
}

function ownerOf(nodeId: string, { ownerIncarnation: incarnation }: Shard): DeadNode {
  return incarnation === undefined ? { nodeId } : { nodeId, incarnation };
}
