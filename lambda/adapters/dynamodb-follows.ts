import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Follow } from '../../core/fleet/follow';
import type { Shard } from '../../core/fleet/shard';
import { followersUpdate } from '../../core/table/shard-update';
import {
  FOLLOW_PARTITION,
  followKey,
  type ItemKey,
  parseFollowItem,
  toFollowItem,
} from '../../core/table/table-schema';
import type { Turn } from '../ports';
import { transact } from './dynamodb-condition';
import { toAttributes, toUpdate } from './dynamodb-item';
import { queryPartition } from './dynamodb-query';
import { currentTurnCheck } from './dynamodb-turn';

/** Who follows which shard: in the shard's row, and as an item for each node that follows it. */
export class DynamoDbFollows {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async readAll(): Promise<readonly Follow[]> {
    const items = await queryPartition<ItemKey>(this.client, this.tableName, FOLLOW_PARTITION);
    return items.flatMap((item) => parseFollowItem(item) ?? []);
  }

  /** Puts the items of all followers, so that one which is missing comes back. */
  async set(turn: Turn, shard: Shard, followers: readonly string[], leavers: readonly string[]): Promise<boolean> {
    const result = await transact(this.client, [
      currentTurnCheck(this.tableName, turn),
      { Update: { TableName: this.tableName, ...toUpdate(followersUpdate(shard, followers)) } },
      ...followers.map((nodeId) => this.put({ shardId: shard.id, nodeId })),
      ...leavers.map((nodeId) => this.remove({ shardId: shard.id, nodeId })),
    ]);
    return result.written;
  }

  private put(follow: Follow): TransactWriteItem {
    return { Put: { TableName: this.tableName, Item: toAttributes(toFollowItem(follow)) } };
  }

  private remove(follow: Follow): TransactWriteItem {
    return { Delete: { TableName: this.tableName, Key: toAttributes(followKey(follow)) } };
  }
}
