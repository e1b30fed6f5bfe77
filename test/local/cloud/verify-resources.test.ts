import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CloudFormationClient, CreateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientSettings, type LocalCloud } from '../../../local/cloud/cloud';
import { inventoryOf, leftovers } from '../../../local/cloud/verify/leftovers';
import { verifyResources } from '../../../local/cloud/verify/verify-resources';
import { missingEmulator } from '../emulator/start-emulator';
import { temporaryFolder } from './project-fixture';
import { startTestCloud } from './start-test-cloud';

const reason = missingEmulator();
const TABLE = {
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
  BillingMode: 'PAY_PER_REQUEST' as const,
};
const GRANT = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }] };
/** The table is called as its stack. */
const templateOf = (tableName: string, DeletionPolicy = 'Delete') => ({
  Resources: {
    Table: { Type: 'AWS::DynamoDB::Table', DeletionPolicy, Properties: { ...TABLE, TableName: tableName } },
    Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } },
    Grant: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'grant', Roles: [{ Ref: 'Role' }], PolicyDocument: GRANT },
    },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        Threshold: 1,
        MetricName: 'M',
        Namespace: 'N',
        Period: 60,
        Statistic: 'Sum',
      },
    },
    Images: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: `images-${tableName}` } },
  },
});

describe.skipIf(reason)(`verifier ${reason ?? ''}`, () => {
  let cloud: LocalCloud;

  beforeAll(async () => {
    cloud = await startTestCloud();
  });
  afterAll(() => cloud?.close());

  it('finds every declared resource, and says which types it cannot ask about', async () => {
    const { assembly, remove } = await deploy(cloud, 'whole');
    const { report } = await verifyResources(cloud, assembly);
    expect(report).toEqual({
      declared: 6,
      verified: 5,
      missing: [],
      unverifiable: [{ logicalId: 'Images', type: 'AWS::ECR::Repository' }],
      leftAfterDestroy: [],
    });
    await remove();
  });

  it('fails on a resource that was deleted behind its stack', async () => {
    const { assembly, remove } = await deploy(cloud, 'robbed');
    const tables = new DynamoDBClient(clientSettings(cloud, 'thief'));
    await tables.send(new DeleteTableCommand({ TableName: 'robbed' }));
    const { report } = await verifyResources(cloud, assembly);
    expect(report.verified).toBe(4);
    expect(report.missing).toEqual([
      {
        logicalId: 'Table',
        type: 'AWS::DynamoDB::Table',
        detail: expect.stringContaining('DescribeTable answered 400'),
      },
    ]);
    await tables.send(new CreateTableCommand({ ...TABLE, TableName: 'robbed' }));
    await remove();
  });

  it('fails on a resource that the stack does not list', async () => {
    const { assembly, remove } = await deploy(cloud, 'short');
    const Extra = { Type: 'AWS::SQS::Queue' };
    const longer = { Resources: { ...templateOf('short').Resources, Extra } };
    writeFileSync(path.join(assembly, 'short.template.json'), JSON.stringify(longer));
    const { report } = await verifyResources(cloud, assembly);
    expect(report.missing).toEqual([
      { logicalId: 'Extra', type: 'AWS::SQS::Queue', detail: 'its stack does not list it' },
    ]);
    await remove();
  });

  it('finds nothing left after a complete delete', async () => {
    const before = await inventoryOf(cloud);
    const { assembly, remove } = await deploy(cloud, 'clean');
    const { verified } = await verifyResources(cloud, assembly);
    await remove();
    expect(await leftovers(cloud, before, verified)).toEqual([]);
  });

  it('finds nothing left where the template retains what is there', async () => {
    const before = await inventoryOf(cloud);
    const { assembly, remove } = await deploy(cloud, 'retaining', 'Retain');
    const { verified } = await verifyResources(cloud, assembly);
    await remove();
    const tables = new DynamoDBClient(clientSettings(cloud, 'reader'));
    const { TableNames } = await tables.send(new ListTablesCommand({}));
    expect(TableNames).toContain('retaining');
    expect(await leftovers(cloud, before, verified)).toEqual([]);
  });

  it('lists what a delete has left, declared or not', async () => {
    const before = await inventoryOf(cloud);
    const { assembly, remove } = await deploy(cloud, 'dirty');
    const { verified } = await verifyResources(cloud, assembly);
    await remove();
    const tables = new DynamoDBClient(clientSettings(cloud, 'thief'));
    await tables.send(new CreateTableCommand({ ...TABLE, TableName: 'dirty' }));
    await tables.send(new CreateTableCommand({ ...TABLE, TableName: 'undeclared' }));
    expect(await leftovers(cloud, before, verified)).toEqual([
      'AWS::DynamoDB::Table Table',
      'table dirty',
      'table undeclared',
    ]);
  });
});

/** Creates a stack of the template, and a cloud assembly that declares it. */
async function deploy(cloud: LocalCloud, stackName: string, deletionPolicy = 'Delete') {
  const client = new CloudFormationClient(clientSettings(cloud, 'cdk'));
  const body = JSON.stringify(templateOf(stackName, deletionPolicy));
  await client.send(new CreateStackCommand({ StackName: stackName, TemplateBody: body }));
  const assembly = temporaryFolder();
  const templateFile = `${stackName}.template.json`;
  writeFileSync(path.join(assembly, templateFile), body);
  const artifact = { type: 'aws:cloudformation:stack', properties: { templateFile } };
  writeFileSync(path.join(assembly, 'manifest.json'), JSON.stringify({ artifacts: { [stackName]: artifact } }));
  return { assembly, remove: () => client.send(new DeleteStackCommand({ StackName: stackName })) };
}
