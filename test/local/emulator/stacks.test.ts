import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, missingEmulator, startEmulator } from './start-emulator';

const reason = missingEmulator();

const index = (name: string) => ({
  IndexName: name,
  KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
});
const table = (...indexes: string[]) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: ['pk', ...indexes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes.map(index) } : {}),
  },
});
const bucket = {
  Type: 'AWS::S3::Bucket',
  Properties: {
    LifecycleConfiguration: {
      Rules: [
        {
          Id: 'archive',
          Status: 'Enabled',
          Prefix: 'archive/',
          ObjectSizeGreaterThan: '131072',
          Transitions: [{ StorageClass: 'GLACIER', TransitionInDays: 1 }],
        },
      ],
    },
  },
};
// Refers to the table, and stands before it: the order must come from the references.
const alarm = (threshold: number) => ({
  Type: 'AWS::CloudWatch::Alarm',
  DependsOn: ['Bucket'],
  Properties: {
    AlarmName: { 'Fn::Join': ['-', ['alarm', { Ref: 'Table' }]] },
    Namespace: 'fleet',
    MetricName: 'x',
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: threshold,
    ComparisonOperator: 'GreaterThanThreshold',
  },
});
const broken = {
  Type: 'AWS::Lambda::Alias',
  DependsOn: ['Table'],
  Properties: { FunctionName: 'none', Name: 'live', FunctionVersion: '1' },
};

describe.skipIf(reason)(`stacks of the emulator ${reason ?? ''}`, () => {
  let emulator: Emulator;
  let stacks: CloudFormationClient;
  let dynamodb: DynamoDBClient;

  beforeAll(async () => {
    emulator = await startEmulator();
    stacks = new CloudFormationClient(emulator.clientConfig('cdk'));
    dynamodb = new DynamoDBClient(emulator.clientConfig());
  });
  afterAll(() => emulator?.stop());

  const deploy = async (StackName: string, ChangeSetType: 'CREATE' | 'UPDATE', Resources: object) => {
    const TemplateBody = JSON.stringify({ Resources, Outputs: { Name: { Value: { Ref: 'Table' } } } });
    const ChangeSetName = 'deploy';
    await stacks.send(new CreateChangeSetCommand({ StackName, ChangeSetName, ChangeSetType, TemplateBody }));
    await stacks.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName }));
    return (await stacks.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
  };
  const alarms = async () =>
    (await new CloudWatchClient(emulator.clientConfig()).send(new DescribeAlarmsCommand({}))).MetricAlarms ?? [];
  const tables = async () => (await dynamodb.send(new ListTablesCommand({}))).TableNames;
  const buckets = async () => (await new S3Client(emulator.clientConfig()).send(new ListBucketsCommand({}))).Buckets;

  it('creates, updates and deletes resources with all that is declared on them', async () => {
    const created = await deploy('life', 'CREATE', { Alarm: alarm(1), Bucket: bucket, Table: table('owner') });
    const TableName = created?.Outputs?.[0]?.OutputValue;
    const ttl = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
    const backups = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
    expect(created?.StackStatus).toBe('CREATE_COMPLETE');
    expect(ttl.TimeToLiveDescription?.TimeToLiveStatus).toBe('ENABLED');
    expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe(
      'ENABLED',
    );
    expect((await alarms()).map((found) => found.AlarmName)).toEqual([`alarm-${TableName}`]);

    const updated = await deploy('life', 'UPDATE', { Alarm: alarm(7), Bucket: bucket, Table: table('owner', 'zone') });
    const indexes = (await dynamodb.send(new DescribeTableCommand({ TableName }))).Table?.GlobalSecondaryIndexes;
    expect(updated?.StackStatus).toBe('UPDATE_COMPLETE');
    expect((await alarms()).map((found) => found.Threshold)).toEqual([7]);
    expect(indexes?.map((found) => found.IndexName).sort()).toEqual(['owner', 'zone']);

    await stacks.send(new DeleteStackCommand({ StackName: 'life' }));
    expect([await tables(), await alarms(), (await buckets()) ?? []]).toEqual([[], [], []]);
  });

  it('keeps limits on object sizes in lifecycle rules', async () => {
    await deploy('sizes', 'CREATE', { Bucket: bucket, Table: table() });
    const listed = await stacks.send(new ListStackResourcesCommand({ StackName: 'sizes' }));
    const Bucket = listed.StackResourceSummaries?.find((found) => found.LogicalResourceId === 'Bucket');
    const lifecycle = await new S3Client(emulator.clientConfig()).send(
      new GetBucketLifecycleConfigurationCommand({ Bucket: Bucket?.PhysicalResourceId }),
    );
    await stacks.send(new DeleteStackCommand({ StackName: 'sizes' }));
    expect(lifecycle.Rules?.[0]?.Filter?.And).toEqual({ Prefix: 'archive/', ObjectSizeGreaterThan: 131072 });
  });

  it('rolls a failing stack back and says which resource failed', async () => {
    const failed = await deploy('broken', 'CREATE', { Broken: broken, Table: table() });
    const events = await stacks.send(new DescribeStackEventsCommand({ StackName: 'broken' }));
    const failure = events.StackEvents?.find((event) => event.ResourceStatus === 'CREATE_FAILED');
    expect(failed?.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(failure).toMatchObject({ LogicalResourceId: 'Broken' });
    expect(failure?.ResourceStatusReason).toContain('Function not found');
    expect(await tables()).toEqual([]);
  });

  it('takes a failing update back', async () => {
    await deploy('back', 'CREATE', { Table: table() });
    const failed = await deploy('back', 'UPDATE', { Broken: broken, Table: table('owner') });
    const [TableName] = (await tables()) ?? [];
    const described = await dynamodb.send(new DescribeTableCommand({ TableName }));
    await stacks.send(new DeleteStackCommand({ StackName: 'back' }));
    expect(failed?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(described.Table?.GlobalSecondaryIndexes ?? []).toEqual([]);
  });

  it('keeps what a resource depends on that would not be deleted, until it is', async () => {
    const object = { Bucket: 'full', Key: 'a' };
    const full = { Type: 'AWS::S3::Bucket', DependsOn: ['Table'], Properties: { BucketName: object.Bucket } };
    await deploy('held', 'CREATE', { Full: full, Table: table() });
    const objects = new S3Client({ ...emulator.clientConfig(), forcePathStyle: true });
    await objects.send(new PutObjectCommand({ ...object, Body: 'a' }));
    await stacks.send(new DeleteStackCommand({ StackName: 'held' }));
    expect(await tables()).toHaveLength(1);

    await objects.send(new DeleteObjectCommand(object));
    await stacks.send(new DeleteStackCommand({ StackName: 'held' }));
    expect([await tables(), (await buckets()) ?? []]).toEqual([[], []]);
  });

  it('deletes nothing that is to be retained', async () => {
    await deploy('kept', 'CREATE', { Table: { ...table(), DeletionPolicy: 'Retain' } });
    await stacks.send(new DeleteStackCommand({ StackName: 'kept' }));
    expect(await tables()).toHaveLength(1);
  });
});
