import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, missingEmulator, startEmulator } from './start-emulator';

const reason = missingEmulator();
const TableName = 'shards';
const Bucket = 'logged';
const KEY = { pk: { S: 'NODE' }, sk: { S: 'i-1#HEARTBEAT' } };

describe.skipIf(reason)(`what the call log tells of a call ${reason ?? ''}`, () => {
  let emulator: Emulator;
  let table: DynamoDBClient;
  let s3: S3Client;

  beforeAll(async () => {
    emulator = await startEmulator();
    table = new DynamoDBClient(emulator.clientConfig());
    s3 = new S3Client(emulator.clientConfig());
    await s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterAll(async () => {
    table?.destroy();
    s3?.destroy();
    await emulator?.stop();
  });

  /** What is logged of a call, whether it succeeds or not: here no table exists. */
  const logged = async (call: Promise<unknown>) => {
    await Promise.allSettled([call]);
    const { operation, params } = emulator.calls().at(-1) ?? {};
    return { operation, params };
  };

  it.each([
    ['GetItem', new GetItemCommand({ TableName, Key: KEY })],
    ['PutItem', new PutItemCommand({ TableName, Item: { ...KEY, note: { S: 'pk' } } })],
    ['DeleteItem', new DeleteItemCommand({ TableName, Key: KEY })],
  ])('is, of %s, the table and the partition', async (operation, command) => {
    const call = table.send(command as GetItemCommand);

    expect(await logged(call)).toEqual({ operation, params: { TableName, LeadingKeys: ['NODE'] } });
  });

  it('is, of a query, the index and the partition that it asks for', async () => {
    const call = table.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-actor',
        KeyConditionExpression: '#actor = :node AND begins_with(#sk, :prefix)',
        ExpressionAttributeNames: { '#actor': 'actor', '#sk': 'sk' },
        ExpressionAttributeValues: { ':prefix': { S: 'shard-' }, ':node': { S: 'i-1' } },
      }),
    );

    expect(await logged(call)).toMatchObject({ params: { TableName, IndexName: 'by-actor', LeadingKeys: ['i-1'] } });
  });

  it('is, of a transaction, the kinds of its actions with their partitions, each once', async () => {
    const shard = (sk: string) => ({ pk: { S: 'SHARD' }, sk: { S: sk } });
    const call = table.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { ConditionCheck: { TableName, Key: KEY, ConditionExpression: 'attribute_exists(pk)' } },
          { Put: { TableName, Item: shard('a') } },
          { Put: { TableName, Item: shard('b') } },
          { Delete: { TableName, Key: { pk: { S: 'FOLLOW' }, sk: { S: 'c' } } } },
        ],
      }),
    );

    const { params } = await logged(call);
    expect(params).toEqual({
      TableName,
      Actions: ['ConditionCheck NODE', 'Delete FOLLOW', 'Put SHARD'],
    });
  });

  it('is, of an object, its key and the conditions of the write', async () => {
    const call = s3.send(
      new PutObjectCommand({ Bucket, Key: 'homes/a b/manifest.json', Body: '{}', IfNoneMatch: '*' }),
    );

    expect(await logged(call)).toEqual({
      operation: 'PutObject',
      params: { Bucket, Key: 'homes/a b/manifest.json', IfNoneMatch: '*' },
    });
  });

  it('is, of an old version, its id', async () => {
    const call = s3.send(new GetObjectCommand({ Bucket, Key: 'one', VersionId: 'v1' }));

    expect(await logged(call)).toEqual({ operation: 'GetObject', params: { Bucket, Key: 'one', VersionId: 'v1' } });
  });

  it('is, of a listing, the prefix', async () => {
    const call = s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'homes/' }));

    expect(await logged(call)).toEqual({ operation: 'ListObjectsV2', params: { Bucket, Prefix: 'homes/' } });
  });

  it('is, of a deletion of many, every key', async () => {
    const Objects = [{ Key: 'homes/a&b' }, { Key: 'homes/c' }];
    const call = s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));

    expect(await logged(call)).toEqual({
      operation: 'DeleteObjects',
      params: { Bucket, Keys: ['homes/a&b', 'homes/c'] },
    });
  });

  it('tells the steps of an upload in parts from writes of whole objects', async () => {
    const place = { Bucket, Key: 'parted' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(place));
    const created = emulator.calls().at(-1)?.operation;
    const part = await s3.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: 'x' }));
    const uploaded = emulator.calls().at(-1)?.operation;
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: part.ETag }] };
    const steps = [
      await logged(s3.send(new ListPartsCommand({ ...place, UploadId }))),
      await logged(s3.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload }))),
      await logged(s3.send(new AbortMultipartUploadCommand({ ...place, UploadId }))),
    ];

    expect([created, uploaded, ...steps.map(({ operation }) => operation)]).toEqual([
      'CreateMultipartUpload',
      'UploadPart',
      'ListParts',
      'CompleteMultipartUpload',
      'AbortMultipartUpload',
    ]);
  });

  it('is, of events, the buses that are named', async () => {
    const client = new EventBridgeClient(emulator.clientConfig());
    const event = { Source: 'test', DetailType: 'Test', Detail: '{}' };
    const call = client.send(new PutEventsCommand({ Entries: [event, { ...event, EventBusName: 'own' }] }));

    expect(await logged(call)).toEqual({ operation: 'PutEvents', params: { EventBusNames: ['own'] } });
    client.destroy();
  });
});
