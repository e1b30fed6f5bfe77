import { type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { freeShard, type Shard } from '../../core/fleet/shard';
import { parseShardItem } from '../../core/table/parse-shard';
import { type ShardItem, shardKey, toShardItem } from '../../core/table/table-schema';
import { holds } from '../../lambda/adapters/dynamodb-condition';
import { fromAttributes, toAttributes } from '../../lambda/adapters/dynamodb-item';
import type { RowPort } from '../ports';

/** Rows of single shards in the shard table. */
export class DynamoDbRows implements RowPort {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async read(shardId: string): Promise<Shard | undefined> {
    const answer = await this.client.send(
      new GetItemCommand({ TableName: this.tableName, Key: toAttributes(shardKey(shardId)), ConsistentRead: true }),
    );
    return answer.Item === undefined ? undefined : parseShardItem(fromAttributes<ShardItem>(answer.Item));
  }

  create(shardId: string, epoch: number): Promise<boolean> {
    return holds(
      this.client.send(
        new PutItemCommand({
          TableName: this.tableName,
          Item: toAttributes(toShardItem(freeShard(shardId, epoch))),
          ConditionExpression: 'attribute_not_exists(#sk)',
          ExpressionAttributeNames: { '#sk': 'sk' },
        }),
      ),
    );
  }

  raise(seen: Shard, epoch: number): Promise<boolean> {
    const { move } = seen;
    const owned = seen.owner === null ? 'attribute_not_exists(#owner)' : '#owner = :owner';
    const moved = move === undefined ? 'attribute_not_exists(#move)' : '#move.#id = :move AND #move.#state = :state';
    return holds(
      this.client.send(
        new UpdateItemCommand({
          TableName: this.tableName,
          Key: toAttributes(shardKey(seen.id)),
          UpdateExpression: 'SET #epoch = :epoch, #hasHome = :yes REMOVE #owner, #ownerIncarnation, #move, #actor',
          ConditionExpression: `#epoch = :seen AND #epoch <= :epoch AND ${owned} AND ${moved}`,
          ExpressionAttributeNames: {
            '#epoch': 'epoch',
            '#hasHome': 'hasHome',
            '#owner': 'owner',
            '#ownerIncarnation': 'ownerIncarnation',
            '#move': 'move',
            '#actor': 'actor',
            ...(move && { '#id': 'id', '#state': 'state' }),
          },
          ExpressionAttributeValues: toAttributes({
            ':epoch': epoch,
            ':yes': true,
            ':seen': seen.epoch,
            ...(seen.owner === null ? {} : { ':owner': seen.owner }),
            ...(move && { ':move': move.id, ':state': move.state }),
          }),
        }),
      ),
    );
  }
}
