import { CloudFormationClient, CreateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, missingEmulator, startEmulator } from './start-emulator';

const reason = missingEmulator();
const TABLE = 'streamed';
const FUNCTION = 'recorder';
const WINDOW_SECONDS = 2;
// Keeps the batches that it was sent, and gives them back when asked.
const recorder = `const seen = [];
  exports.handler = async (event) => { if (event.report) return seen.splice(0); seen.push(event.Records); };`;

const template = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: FUNCTION,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: recorder },
      },
    },
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
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Function' },
        EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
        StartingPosition: 'LATEST',
        BatchSize: 3,
        MaximumBatchingWindowInSeconds: WINDOW_SECONDS,
        FilterCriteria: {
          Filters: [{ Pattern: JSON.stringify({ dynamodb: { Keys: { pk: { S: ['SHARD'] } } } }) }],
        },
      },
    },
  },
};

interface StreamRecord {
  readonly eventName: string;
  readonly dynamodb: { readonly Keys: { readonly sk: { readonly S: string } } };
}

describe.skipIf(reason)(`a table's stream in the emulator ${reason ?? ''}`, () => {
  let emulator: Emulator;
  let table: DynamoDBClient;
  let lambda: LambdaClient;
  let stacks: CloudFormationClient;
  let nowMs = Date.UTC(2026, 2, 3, 4, 5, 0);

  beforeAll(async () => {
    emulator = await startEmulator();
    table = new DynamoDBClient(emulator.clientConfig());
    lambda = new LambdaClient(emulator.clientConfig());
    stacks = new CloudFormationClient(emulator.clientConfig());
    await stacks.send(new CreateStackCommand({ StackName: 'streams', TemplateBody: JSON.stringify(template) }));
  });
  afterAll(() => emulator?.stop());

  const put = (pk: string, sk: string) =>
    table.send(new PutItemCommand({ TableName: TABLE, Item: { pk: { S: pk }, sk: { S: sk } } }));
  const pass = async (seconds: number) => {
    nowMs += seconds * 1000;
    await emulator.setClock(nowMs);
    return emulator.waitIdle();
  };
  const batches = async (): Promise<readonly (readonly string[])[]> => {
    await emulator.waitIdle();
    const ask = new InvokeCommand({ FunctionName: FUNCTION, Payload: '{"report":true}' });
    const answer = JSON.parse((await lambda.send(ask)).Payload?.transformToString() ?? '[]');
    return answer.map((records: StreamRecord[]) =>
      records.map(({ eventName, dynamodb }) => `${eventName} ${dynamodb.Keys.sk.S}`),
    );
  };

  it('reaches the function by the wall clock too, once the window has passed', async () => {
    await put('SHARD', 'early');
    await expect.poll(batches).toEqual([['INSERT early']]);
  });

  it('waits for the window, then hands over all of its changes in order', async () => {
    await pass(0);
    await put('SHARD', 'a');
    await pass(WINDOW_SECONDS - 1);
    await put('SHARD', 'b');
    await put('SHARD', 'a');
    expect(await batches()).toEqual([]);
    await pass(1);
    expect(await batches()).toEqual([['INSERT a', 'INSERT b', 'MODIFY a']]);
  });

  it('wakes nobody when nothing has changed since', async () => {
    expect(await pass(2 * WINDOW_SECONDS)).toMatchObject({ invocations: 0 });
  });

  it('wakes nobody for what the filter leaves out', async () => {
    await put('NODE', 'a');
    expect(await pass(WINDOW_SECONDS)).toMatchObject({ invocations: 0 });
  });

  it('makes as many batches as their size demands', async () => {
    for (const sk of ['c', 'd', 'e', 'f']) await put('SHARD', sk);
    expect(await pass(WINDOW_SECONDS)).toMatchObject({ invocations: 2 });
    expect(await batches()).toEqual([['INSERT c', 'INSERT d', 'INSERT e'], ['INSERT f']]);
  });

  it('tells nothing of a transaction that was cancelled', async () => {
    const condition = { ConditionExpression: 'attribute_not_exists(pk)', TableName: TABLE };
    const items = ['new', 'a'].map((sk) => ({ Put: { ...condition, Item: { pk: { S: 'SHARD' }, sk: { S: sk } } } }));
    const failure = await table.send(new TransactWriteItemsCommand({ TransactItems: items })).catch((error) => error);
    expect(failure.name).toBe('TransactionCanceledException');
    expect(await pass(WINDOW_SECONDS)).toMatchObject({ invocations: 0 });
  });

  it('ends with its mapping', async () => {
    await stacks.send(new DeleteStackCommand({ StackName: 'streams' }));
    expect((await lambda.send(new ListEventSourceMappingsCommand({}))).EventSourceMappings).toEqual([]);
  });
});
