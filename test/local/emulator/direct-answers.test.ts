import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, missingEmulator, startEmulator } from './start-emulator';

const reason = missingEmulator();
const INDEX = 'by-actor';

/** Two clients of twins: one is answered directly, the other by all of moto. */
type Way = 'direct' | 'moto';
type Send = (command: unknown) => Promise<unknown>;

/** What an answer or a fault says to an SDK, without what differs from request to request. */
type Told = Record<string, unknown>;

describe.skipIf(reason)(`what the emulator answers past moto’s search for the operation ${reason ?? ''}`, () => {
  let emulator: Emulator;
  const answeredDirectly: boolean[] = [];

  beforeAll(async () => {
    emulator = await startEmulator();
    await emulator.setClock(Date.UTC(2030, 0, 1));
  });
  afterAll(() => emulator?.stop());

  /** Makes the client say which way it wants to be answered, and notes which way it was. */
  function choose(client: DynamoDBClient | S3Client, way: Way): Send {
    const stack = client.middlewareStack as DynamoDBClient['middlewareStack'];
    stack.add(
      (next) => async (given) => {
        const request = given.request as { headers: Record<string, string> };
        if (way === 'moto') {
          request.headers['x-fleet-answered-by-moto'] = '1';
        }
        const output = await next(given);
        const { headers } = output.response as { headers: Record<string, string> };
        answeredDirectly.push(headers['x-fleet-answered'] === 'directly');
        return output;
      },
      { step: 'deserialize', priority: 'low' },
    );
    return (command) => (client as unknown as { send: Send }).send(command);
  }

  async function told(send: Send, command: unknown): Promise<Told> {
    try {
      const { $metadata, Body, ...members } = (await send(command)) as Told & {
        $metadata: { httpStatusCode: number };
        Body?: { transformToString(): Promise<string> };
      };
      return { status: $metadata.httpStatusCode, body: await Body?.transformToString(), ...members };
    } catch (error) {
      const { name, message, $metadata, ...rest } = error as Error & { $metadata: { httpStatusCode: number } };
      const { $response: _response, RequestId: _id, ...members } = rest as Told;
      return { status: $metadata.httpStatusCode, name, message, ...members };
    }
  }

  async function compare(play: (way: Way) => Promise<readonly Told[]>): Promise<boolean[]> {
    answeredDirectly.length = 0;
    const direct = await play('direct');
    const ways = [...answeredDirectly];
    answeredDirectly.length = 0;
    expect(direct).toEqual(await play('moto'));
    expect(answeredDirectly).not.toContain(true);
    return ways;
  }

  describe('DynamoDB', () => {
    async function inTable(way: Way, commands: (TableName: string) => readonly unknown[]): Promise<readonly Told[]> {
      const send = choose(new DynamoDBClient(emulator.clientConfig()), 'moto');
      const TableName = `table-${way}-${Math.random().toString(36).slice(2)}`;
      await send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          AttributeDefinitions: ['pk', 'sk', 'actor'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
          GlobalSecondaryIndexes: [
            {
              IndexName: INDEX,
              KeySchema: [
                { AttributeName: 'actor', KeyType: 'HASH' },
                { AttributeName: 'sk', KeyType: 'RANGE' },
              ],
              Projection: { ProjectionType: 'ALL' },
            },
          ],
        }),
      );
      answeredDirectly.length = 0;
      const sendChosen = choose(new DynamoDBClient(emulator.clientConfig()), way);
      const all: Told[] = [];
      for (const command of commands(TableName)) {
        const { TableName: _name, ...answer } = await told(sendChosen, command);
        all.push(JSON.parse(JSON.stringify(answer).replaceAll(TableName, 'the table')));
      }
      return all;
    }

    const item = (sk: string, counter: number, actor?: string) => ({
      pk: { S: 'SHARD' },
      sk: { S: sk },
      counter: { N: String(counter) },
      move: { M: { state: { S: 'copying' }, since: { L: [{ N: '1' }, { NULL: true as const }, { BOOL: true }] } } },
      tags: { SS: ['a', 'b'] },
      ...(actor === undefined ? {} : { actor: { S: actor } }),
    });
    const Key = { pk: { S: 'SHARD' }, sk: { S: 's-1' } };
    const putIf = (TableName: string, counter: number) =>
      new PutItemCommand({
        TableName,
        Item: item('s-1', counter, 'i-1'),
        ConditionExpression: 'attribute_not_exists(#counter) OR #counter < :counter',
        ExpressionAttributeNames: { '#counter': 'counter' },
        ExpressionAttributeValues: { ':counter': { N: String(counter) } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });

    it('writes on a condition, with the values of each request', async () => {
      const ways = await compare((way) =>
        inTable(way, (TableName) => [
          putIf(TableName, 5),
          putIf(TableName, 4),
          putIf(TableName, 6),
          new GetItemCommand({ TableName, Key, ConsistentRead: true }),
        ]),
      );

      expect(ways).toEqual([true, false, true, true]);
    });

    it('reads what is there, what is not, and refuses what it cannot', async () => {
      const ways = await compare((way) =>
        inTable(way, (TableName) => [
          putIf(TableName, 1),
          new GetItemCommand({ TableName, Key }),
          new GetItemCommand({
            TableName,
            Key,
            ProjectionExpression: '#m.#s',
            ExpressionAttributeNames: { '#m': 'move', '#s': 'state' },
          }),
          new GetItemCommand({ TableName, Key: { ...Key, sk: { S: 'none' } } }),
          new GetItemCommand({ TableName: 'none', Key }),
        ]),
      );

      expect(ways).toEqual([true, true, true, true, false]);
    });

    it('updates on a condition and returns what was asked for', async () => {
      const update = (TableName: string, expected: string, ReturnValues: 'ALL_NEW' | 'UPDATED_OLD' | 'NONE') =>
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: 'SET #move.#state = :next, #counter = #counter + :one REMOVE #actor',
          ConditionExpression: '#move.#state = :expected',
          ExpressionAttributeNames: { '#move': 'move', '#state': 'state', '#counter': 'counter', '#actor': 'actor' },
          ExpressionAttributeValues: { ':next': { S: 'copied' }, ':expected': { S: expected }, ':one': { N: '1' } },
          ReturnValues,
        });

      const ways = await compare((way) =>
        inTable(way, (TableName) => [
          putIf(TableName, 1),
          update(TableName, 'copied', 'NONE'),
          update(TableName, 'copying', 'ALL_NEW'),
          update(TableName, 'copied', 'UPDATED_OLD'),
          new UpdateItemCommand({ TableName, Key, UpdateExpression: 'SET nonsense' }),
          new GetItemCommand({ TableName, Key }),
        ]),
      );

      expect(ways).toEqual([true, false, true, true, false, true]);
    });

    it('queries a partition and an index, page by page', async () => {
      const rows = ['s-1', 's-2', 's-3'].map((sk, index) => item(sk, index, index === 1 ? 'i-2' : 'i-1'));
      const ofActor = {
        IndexName: INDEX,
        KeyConditionExpression: '#actor = :actor AND begins_with(sk, :prefix)',
        ExpressionAttributeNames: { '#actor': 'actor' },
        ExpressionAttributeValues: { ':actor': { S: 'i-1' }, ':prefix': { S: 's-' } },
      };
      const ofPartition = {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'SHARD' } },
      };

      const ways = await compare((way) =>
        inTable(way, (TableName) => [
          ...rows.map((Item) => new PutItemCommand({ TableName, Item })),
          new QueryCommand({ TableName, ...ofActor }),
          new QueryCommand({ TableName, ...ofActor, Limit: 1 }),
          new QueryCommand({ TableName, ...ofActor, ScanIndexForward: false }),
          new QueryCommand({ TableName, ...ofPartition, Limit: 2, ConsistentRead: true }),
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk',
            FilterExpression: '#counter > :two',
            ExpressionAttributeNames: { '#counter': 'counter' },
            ExpressionAttributeValues: { ':pk': { S: 'SHARD' }, ':two': { N: '1' } },
          }),
          new QueryCommand({ TableName, ...ofActor, ConsistentRead: true }),
        ]),
      );

      expect(ways).toEqual([...Array(8).fill(true), false]);
    });

    it('writes all of a transaction or nothing, and deletes', async () => {
      const transaction = (TableName: string, state: string) =>
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: item('s-2', 1) } },
            {
              ConditionCheck: {
                TableName,
                Key,
                ConditionExpression: '#move.#state = :state',
                ExpressionAttributeNames: { '#move': 'move', '#state': 'state' },
                ExpressionAttributeValues: { ':state': { S: state } },
              },
            },
          ],
        });
      const second = { ...Key, sk: { S: 's-2' } };

      const ways = await compare((way) =>
        inTable(way, (TableName) => [
          putIf(TableName, 1),
          transaction(TableName, 'sealed'),
          new GetItemCommand({ TableName, Key: second }),
          transaction(TableName, 'copying'),
          new DeleteItemCommand({ TableName, Key: second, ReturnValues: 'ALL_OLD' }),
          new GetItemCommand({ TableName, Key: second }),
        ]),
      );

      expect(ways).toEqual([true, false, true, true, true, true]);
    });
  });

  describe('S3', () => {
    async function inBucket(way: Way, commands: (Bucket: string) => readonly unknown[]): Promise<readonly Told[]> {
      const Bucket = `bucket-${way}-${Math.random().toString(36).slice(2)}`;
      const prepare = choose(new S3Client(emulator.clientConfig()), 'moto');
      await prepare(new CreateBucketCommand({ Bucket }));
      await prepare(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
      answeredDirectly.length = 0;
      const send = choose(new S3Client(emulator.clientConfig()), way);
      const all: Told[] = [];
      for (const command of commands(Bucket)) {
        const { VersionId, LastModified: _at, Metadata: _metadata, ...answer } = await told(send, command);
        all.push(JSON.parse(JSON.stringify({ ...answer, isVersioned: typeof VersionId }).replaceAll(Bucket, 'bucket')));
      }
      return all;
    }

    const Key = 'homes/shard 1/mänifest.json';
    const put = (Bucket: string, Body: string, condition: { IfMatch?: string; IfNoneMatch?: string } = {}) =>
      new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json', ...condition });
    const ETAG_OF_ONE = '"f97c5d29941bfb1b2fdab0874906ab82"';

    it('writes on a condition, each time a new version', async () => {
      const ways = await compare(async (way) => {
        const buckets: string[] = [];
        const answers = await inBucket(way, (Bucket) => {
          buckets.push(Bucket);
          return [
            put(Bucket, 'one', { IfNoneMatch: '*' }),
            put(Bucket, 'two', { IfNoneMatch: '*' }),
            put(Bucket, 'two', { IfMatch: ETAG_OF_ONE }),
            put(Bucket, 'three', { IfMatch: ETAG_OF_ONE }),
            new GetObjectCommand({ Bucket, Key }),
          ];
        });
        const send = choose(new S3Client(emulator.clientConfig()), 'moto');
        const { Versions = [] } = (await send(new ListObjectVersionsCommand({ Bucket: buckets[0] }))) as {
          Versions?: readonly object[];
        };
        answeredDirectly.pop();
        expect(Versions).toHaveLength(2);
        return answers;
      });

      expect(ways).toEqual([true, false, true, false, true]);
    });

    it('reads ranges and what has changed', async () => {
      const ways = await compare((way) =>
        inBucket(way, (Bucket) => [
          put(Bucket, 'one'),
          new GetObjectCommand({ Bucket, Key, Range: 'bytes=1-1' }),
          new GetObjectCommand({ Bucket, Key, Range: 'bytes=-2' }),
          new GetObjectCommand({ Bucket, Key, Range: 'bytes=7-9' }),
          new GetObjectCommand({ Bucket, Key, IfNoneMatch: ETAG_OF_ONE }),
          new GetObjectCommand({ Bucket, Key, IfNoneMatch: '"another"' }),
          new HeadObjectCommand({ Bucket, Key }),
        ]),
      );

      expect(ways).toEqual([true, true, true, false, true, true, true]);
    });

    it('knows neither what was deleted nor what never was', async () => {
      const ways = await compare((way) =>
        inBucket(way, (Bucket) => [
          put(Bucket, 'one'),
          new DeleteObjectCommand({ Bucket, Key }),
          new GetObjectCommand({ Bucket, Key }),
          put(Bucket, 'one', { IfNoneMatch: '*' }),
          new GetObjectCommand({ Bucket, Key: 'none' }),
          new GetObjectCommand({ Bucket: 'no-such-bucket', Key }),
        ]),
      );

      expect(ways).toEqual([true, false, false, true, false, false]);
    });
  });
});
