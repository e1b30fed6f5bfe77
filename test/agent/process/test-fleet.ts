import { mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { dynamoDbNodeTable } from '../../../agent/table/dynamodb-node-table';
import type { Heartbeat } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { startMove } from '../../../core/move/move-machine';
import { moveCreation } from '../../../core/table/shard-update';
import { heartbeatKey, toShardItem } from '../../../core/table/table-schema';
import { shardTable } from '../../shard-table';
import type { MotoServer } from '../moto-server';
import { until } from './agent-process';

const TABLE = 'fleet';
const BUCKET = 'homes';
/** Longer than a slow machine stands still. */
export const LEASE_MS = 60_000;
/** For a test that waits until it is over. */
export const SHORT_LEASE_MS = 3000;
const POLICY = {
  minNodes: 1,
  maxNodes: 3,
  shardCount: 4,
  heartbeatSeconds: 1,
  flush: { seconds: 1 },
};

/** A fleet's table and bucket in the emulator, with the controller's part as plain methods. */
export class TestFleet {
  private readonly dynamo: DynamoDBClient;
  private moves = 0;

  private constructor(
    private readonly moto: MotoServer,
    private readonly folder: string,
  ) {
    this.dynamo = new DynamoDBClient(moto.client);
  }

  /** A fleet whose bucket is left to the caller. */
  static async withTable(moto: MotoServer, folder: string): Promise<TestFleet> {
    const fleet = new TestFleet(moto, folder);
    await fleet.dynamo.send(new CreateTableCommand(shardTable(TABLE)));
    return fleet;
  }

  static async create(moto: MotoServer, folder: string): Promise<TestFleet> {
    const fleet = await TestFleet.withTable(moto, folder);
    const s3 = new S3Client(moto.client);
    const CreateBucketConfiguration = { LocationConstraint: 'eu-central-1' as const };
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }));
    s3.destroy();
    return fleet;
  }

  /** What a node's agent is started with. */
  environment(nodeId: string, serviceUrl: string, agentPort: number, leaseMs: number): Record<string, string> {
    const dataFolder = path.join(this.folder, nodeId);
    mkdirSync(dataFolder, { recursive: true });
    return {
      AWS_ENDPOINT_URL: this.moto.client.endpoint,
      AWS_REGION: this.moto.client.region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      FLEET_NAME: 'test',
      FLEET_TABLE_NAME: TABLE,
      FLEET_BUCKET_NAME: BUCKET,
      FLEET_POLICY: JSON.stringify({ ...POLICY, leaseSeconds: leaseMs / 1000 }),
      FLEET_DATA_FOLDER: dataFolder,
      FLEET_SERVICE_URL: serviceUrl,
      FLEET_AGENT_PORT: String(agentPort),
      FLEET_NODE_ID: nodeId,
      FLEET_ZONE: 'z',
      FLEET_HOST: '127.0.0.1',
    };
  }

  async heartbeat(nodeId: string): Promise<Heartbeat | undefined> {
    const command = new GetItemCommand({ TableName: TABLE, Key: marshall(heartbeatKey(nodeId)), ConsistentRead: true });
    const { Item } = await this.dynamo.send(command);
    return Item && (unmarshall(Item) as Heartbeat);
  }

  async addShard(id: string): Promise<void> {
    const item = toShardItem({ id, owner: null, followers: [], epoch: 0 });
    await this.dynamo.send(new PutItemCommand({ TableName: TABLE, Item: marshall(item) }));
  }

  async shard(id: string): Promise<Shard> {
    const shard = await dynamoDbNodeTable(this.dynamo, TABLE).readShard(id);
    if (shard === undefined) {
      throw new Error(`there is no row of ${id}`);
    }
    return shard;
  }

  /** Moves a shard and returns once the node has it; `isSourceDead` as the controller knows after the lease. */
  async move(id: string, to: string, isSourceDead = false): Promise<void> {
    const shard = await this.shard(id);
    this.moves += 1;
    const order = { id: `m${this.moves}`, to, reason: 'rebalance' as const, startedAtMs: 0 };
    const toIncarnation = (await this.heartbeat(to))?.incarnation;
    const move = startMove({ ...order, toIncarnation, from: isSourceDead ? null : shard.owner });
    const { Key, ExpressionAttributeValues, ...creation } = moveCreation(shard, move);
    await this.dynamo.send(
      new UpdateItemCommand({
        ...creation,
        ExpressionAttributeNames: { ...creation.ExpressionAttributeNames },
        TableName: TABLE,
        Key: marshall(Key),
        ExpressionAttributeValues: marshall(ExpressionAttributeValues, { removeUndefinedValues: true }),
      }),
    );
    await until(async () => {
      const row = await this.shard(id);
      return row.owner === to && row.move === undefined;
    }, 100);
  }

  close(): void {
    this.dynamo.destroy();
  }
}
