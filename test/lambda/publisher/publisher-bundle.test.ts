import path from 'node:path';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateEventSourceMappingCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ShardMap } from '../../../client';
import { Environment } from '../../../core/contract/environment';
import { heartbeatKey, SHARD_PARTITION, toShardItem } from '../../../core/table/table-schema';
import { createFunction } from '../../local/emulator/create-function';
import { type Emulator, missingEmulator, startEmulator } from '../../local/emulator/start-emulator';

const reason = missingEmulator();
const BUCKET = 'fleet-bucket';
const TABLE = 'fleet-table';
const WINDOW_MS = 5000;
/** Longer than a slow machine takes for any answer. */
const PATIENT_MS = 120_000;

const template = {
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: BUCKET } },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: TABLE,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
      },
    },
  },
  Outputs: { Stream: { Value: { 'Fn::GetAtt': ['Table', 'StreamArn'] } } },
};

describe.skipIf(reason)(`the bundled publisher, woken by the table's stream ${reason ?? ''}`, () => {
  let emulator: Emulator;
  let table: DynamoDBClient;
  let nowMs = Date.UTC(2026, 2, 3, 4, 5, 0);

  beforeAll(async () => {
    emulator = await startEmulator();
    table = new DynamoDBClient(emulator.clientConfig());
    const stacks = new CloudFormationClient(emulator.clientConfig());
    await stacks.send(new CreateStackCommand({ StackName: 'fleet', TemplateBody: JSON.stringify(template) }));
    const described = await table.send(new DescribeTableCommand({ TableName: TABLE }));
    const name = await createFunction(emulator, await bundle(), {
      Environment: {
        Variables: {
          [Environment.FLEET_NAME]: 'fleet',
          [Environment.TABLE_NAME]: TABLE,
          [Environment.GROUP_NAME]: 'group',
          [Environment.EVENT_BUS_ARN]: 'default',
          [Environment.BUCKET_NAME]: BUCKET,
          [Environment.POLICY]: JSON.stringify({
            minNodes: 1,
            maxNodes: 3,
            shardCount: 3,
            thresholds: { cpuPercent: 60 },
          }),
          [Environment.MODE]: 'act',
        },
      },
    });
    await new LambdaClient(emulator.clientConfig()).send(
      new CreateEventSourceMappingCommand({
        FunctionName: name,
        EventSourceArn: described.Table?.LatestStreamArn,
        StartingPosition: 'LATEST',
        MaximumBatchingWindowInSeconds: WINDOW_MS / 1000,
        FilterCriteria: {
          Filters: [{ Pattern: JSON.stringify({ dynamodb: { Keys: { pk: { S: [SHARD_PARTITION] } } } }) }],
        },
      }),
    );
    await emulator.setClock(nowMs);
  });
  afterAll(() => emulator?.stop());

  const put = (item: object) =>
    table.send(new PutItemCommand({ TableName: TABLE, Item: marshall(item, { removeUndefinedValues: true }) }));
  const own = (index: number, owner: string, epoch: number) =>
    put(toShardItem({ id: `shard-0000${index}`, owner, epoch, followers: [] }));
  const passWindow = async () => {
    nowMs += WINDOW_MS;
    await emulator.setClock(nowMs);
    return emulator.waitIdle();
  };

  it('publishes the map, and then what has changed', async () => {
    for (const nodeId of ['a', 'b']) {
      await put({ ...heartbeatKey(nodeId), nodeId, address: `${nodeId}:7070`, zone: 'z1', shards: {} });
    }
    for (const index of [0, 1, 2]) await own(index, 'a', 1);
    expect(await passWindow()).toEqual({ invocations: 1, failures: [] });
    const client = new S3Client(emulator.clientConfig());
    const map = await ShardMap.load({ bucket: BUCKET, client, requestTimeoutMs: PATIENT_MS });
    expect(map.lookup('shard-00002')).toMatchObject({ owner: { nodeId: 'a', address: 'a:7070' }, epoch: 1 });

    await own(2, 'b', 2);
    expect(await passWindow()).toEqual({ invocations: 1, failures: [] });
    expect(await map.refresh({ shardId: 'shard-00002', atLeastEpoch: 2, timeoutMs: PATIENT_MS })).toMatchObject({
      owner: { nodeId: 'b' },
    });
    expect(map.version).toBe(2);
    map.close();
    client.destroy();
  });
});

/** The function's code in one file, as the package carries it. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, '../../../lambda/publisher/handler.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
