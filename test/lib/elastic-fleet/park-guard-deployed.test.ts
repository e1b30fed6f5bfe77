import path from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toShardItem } from '../../../core/table/table-schema';
import { ElasticFleet } from '../../../lib';
import { clientSettings } from '../../../local/cloud/cloud';
import { type Deployment, deploy, destroy } from '../../../local/cloud/deployment';
import { type StartedCloud, startCloud } from '../../../local/cloud/start-cloud';
import { testProject } from '../../local/cloud/project-fixture';
import { missingEmulator } from '../../local/emulator/start-emulator';
import { nvmeMachine } from './fixtures';

const reason = missingEmulator();

/** Synthesizes a fleet without alarms into a folder. */
function synthesizeFleet(outdir: string): void {
  const app = new App({ outdir });
  const stack = new Stack(app, 'Guarded');
  new ElasticFleet(stack, 'Fleet', {
    vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 2 }),
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    machine: nvmeMachine(),
    fleetName: 'guarded',
    maxNodes: 4,
    shardCount: 8,
    removalPolicy: RemovalPolicy.DESTROY,
    defaultAlarms: false,
  });
  app.synth();
}

/** The guard is a custom resource: what it answers, CloudFormation must take. Runs of the local cloud park first, and pass. */
describe.skipIf(reason)(`a deployed park guard ${reason ?? ''}`, () => {
  let cloud: StartedCloud;
  let deployment: Deployment;
  let client: DynamoDBClient;

  beforeAll(async () => {
    const project = testProject();
    const environment = { PATH: process.env.PATH };
    const assembly = path.join(project.work, 'cdk.out');
    synthesizeFleet(assembly);
    cloud = await startCloud({ project, environment });
    deployment = await deploy({ project, environment, cloud, assembly, onStep: () => {} });
    client = new DynamoDBClient(clientSettings(cloud, 'test'));
  }, 180_000);

  afterAll(async () => {
    client?.destroy();
    await cloud?.close();
  });

  it('is there after a deployment', () => {
    expect(deployment.verification.report.missing).toEqual([]);
  });

  it('refuses the deletion while a node owns a shard', async () => {
    const table = deployment.verification.verified.find((one) => one.type === 'AWS::DynamoDB::Table');
    const shard = toShardItem({ id: 'shard-00003', owner: 'i-0abc', followers: [], epoch: 1 });
    await client.send(new PutItemCommand({ TableName: table?.physicalId, Item: marshall(shard) }));

    await expect(destroy(deployment, () => {})).rejects.toThrow(/park the fleet first/);
  }, 120_000);
});
