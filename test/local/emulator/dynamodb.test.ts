import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, missingEmulator, startEmulator } from './start-emulator';

const reason = missingEmulator();
const table = 'shards';

describe.skipIf(reason)(`DynamoDB of the emulator ${reason ?? ''}`, () => {
  let emulator: Emulator;
  let client: DynamoDBClient;

  beforeAll(async () => {
    emulator = await startEmulator();
    client = new DynamoDBClient(emulator.clientConfig());
    await client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: ['pk', 'sk', 'node'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byNode',
            KeySchema: [
              { AttributeName: 'node', KeyType: 'HASH' },
              { AttributeName: 'sk', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    );
  });
  afterAll(() => emulator?.stop());

  const put = (pk: string, sk: string, more: Record<string, { S: string } | { N: string }> = {}) =>
    client.send(new PutItemCommand({ TableName: table, Item: { pk: { S: pk }, sk: { S: sk }, ...more } }));
  const get = async (pk: string, sk: string) =>
    (await client.send(new GetItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } } }))).Item;
  const raise = (pk: string, sk: string, from: string): TransactWriteItem => ({
    Update: {
      TableName: table,
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'SET epoch = epoch + :one',
      ConditionExpression: 'epoch = :from',
      ExpressionAttributeValues: { ':one': { N: '1' }, ':from': { N: from } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  });

  it('writes nothing when a condition fails', async () => {
    await put('condition', 'a', { epoch: { N: '1' } });
    const update = new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: 'condition' }, sk: { S: 'a' } },
      UpdateExpression: 'SET epoch = :two',
      ConditionExpression: 'epoch = :zero',
      ExpressionAttributeValues: { ':two': { N: '2' }, ':zero': { N: '0' } },
    });
    await expect(client.send(update)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect((await get('condition', 'a'))?.epoch).toEqual({ N: '1' });
  });

  it('lets exactly one of many concurrent writers through', async () => {
    await put('race', 'a', { epoch: { N: '0' } });
    const attempts = Array.from({ length: 20 }, () =>
      client.send(new TransactWriteItemsCommand({ TransactItems: [raise('race', 'a', '0')] })),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect((await get('race', 'a'))?.epoch).toEqual({ N: '1' });
  });

  it('writes all of a transaction', async () => {
    await put('all', 'a', { epoch: { N: '1' } });
    await put('all', 'b', { epoch: { N: '5' } });
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          raise('all', 'a', '1'),
          { Delete: { TableName: table, Key: { pk: { S: 'all' }, sk: { S: 'b' } } } },
          { Put: { TableName: table, Item: { pk: { S: 'all' }, sk: { S: 'c' } } } },
        ],
      }),
    );
    expect((await get('all', 'a'))?.epoch).toEqual({ N: '2' });
    expect(await get('all', 'b')).toBeUndefined();
    expect(await get('all', 'c')).toBeDefined();
  });

  it('undoes a whole transaction and says which condition failed', async () => {
    await put('undo', 'a', { epoch: { N: '1' } });
    await put('undo', 'b', { epoch: { N: '5' } });
    const transaction = new TransactWriteItemsCommand({
      TransactItems: [
        raise('undo', 'a', '1'),
        { Put: { TableName: table, Item: { pk: { S: 'undo' }, sk: { S: 'new' } } } },
        raise('undo', 'b', '4'),
      ],
    });
    await expect(client.send(transaction)).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Item: { epoch: { N: '5' } } },
      ],
    });
    expect((await get('undo', 'a'))?.epoch).toEqual({ N: '1' });
    expect(await get('undo', 'new')).toBeUndefined();
  });

  it('puts deleted items back when a transaction fails', async () => {
    await put('back', 'a', { epoch: { N: '1' } });
    const transaction = new TransactWriteItemsCommand({
      TransactItems: [
        { Delete: { TableName: table, Key: { pk: { S: 'back' }, sk: { S: 'a' } } } },
        {
          ConditionCheck: {
            TableName: table,
            Key: { pk: { S: 'back' }, sk: { S: 'missing' } },
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
      ],
    });
    await expect(client.send(transaction)).rejects.toThrow();
    expect((await get('back', 'a'))?.epoch).toEqual({ N: '1' });
  });

  it('refuses two actions on one item', async () => {
    await put('twice', 'a', { epoch: { N: '1' } });
    const transaction = { TransactItems: [raise('twice', 'a', '1'), raise('twice', 'a', '2')] };
    await expect(client.send(new TransactWriteItemsCommand(transaction))).rejects.toThrow('multiple operations');
    expect((await get('twice', 'a'))?.epoch).toEqual({ N: '1' });
  });

  it('answers queries in the order of the range key, page after page', async () => {
    for (const name of ['c', 'a', 'd', 'b']) await put('pages', `s#${name}`);
    await put('pages', 'other');
    const query = {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': { S: 'pages' }, ':prefix': { S: 's#' } },
    };
    const first = await client.send(new QueryCommand({ ...query, Limit: 3 }));
    const second = await client.send(new QueryCommand({ ...query, ExclusiveStartKey: first.LastEvaluatedKey }));
    const backwards = await client.send(new QueryCommand({ ...query, ScanIndexForward: false }));
    expect(first.Items?.map((item) => item.sk?.S)).toEqual(['s#a', 's#b', 's#c']);
    expect(second.Items?.map((item) => item.sk?.S)).toEqual(['s#d']);
    expect(second.LastEvaluatedKey).toBeUndefined();
    expect(backwards.Items?.map((item) => item.sk?.S)).toEqual(['s#d', 's#c', 's#b', 's#a']);
  });

  it('finds only items with the index key in a sparse index', async () => {
    await put('sparse', 'a', { node: { S: 'n1' } });
    await put('sparse', 'b');
    const found = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'byNode',
        KeyConditionExpression: 'node = :node',
        ExpressionAttributeValues: { ':node': { S: 'n1' } },
      }),
    );
    expect(found.Items?.map((item) => item.sk?.S)).toEqual(['a']);
  });

  it('gives back every kind of value as it was written', async () => {
    const item = {
      pk: { S: 'kinds' },
      sk: { S: 'a' },
      number: { N: '1.5' },
      flag: { BOOL: true },
      nothing: { NULL: true },
      names: { SS: ['a', 'b'] },
      bytes: { B: new Uint8Array([0, 1, 255]) },
      tree: { M: { list: { L: [{ S: 'ü' }, { M: { deep: { N: '2' } } }] } } },
    };
    await client.send(new PutItemCommand({ TableName: table, Item: item }));
    const found = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'kinds' } },
      }),
    );
    expect(found.Items).toEqual([item]);
    expect(await get('kinds', 'a')).toEqual(item);
  });
});
