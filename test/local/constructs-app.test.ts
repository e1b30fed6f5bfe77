import path from 'node:path';
import {
  ApplicationAutoScalingClient,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toShardItem } from '../../core/table/table-schema';
import { clientSettings, type LocalCloud } from '../../local/cloud/cloud';
import { type Deployment, deploy, destroy } from '../../local/cloud/deployment';
import { buildConstructsStack } from './apps/constructs-app';
import { buildGuardedFleet } from './apps/guarded-fleet';
import { testProject } from './cloud/project-fixture';
import { startTestCloud } from './cloud/start-test-cloud';
import { missingEmulator } from './emulator/start-emulator';

const reason = missingEmulator();

/** Stacks that no blueprint stands for, deployed by the real `cdk` to a local cloud. */
describe.skipIf(reason)(`on a local cloud ${reason ?? ''}`, () => {
  const project = testProject();
  const environment = { PATH: process.env.PATH };
  let cloud: LocalCloud;
  let deployment: Deployment;

  beforeAll(async () => {
    cloud = await startTestCloud();
    const assembly = path.join(project.work, 'assembly');
    const app = new App({ outdir: assembly });
    buildConstructsStack(app, 'Constructs');
    buildGuardedFleet(app);
    app.synth();
    deployment = await deploy({ project, environment, cloud, assembly, onStep: () => {} });
    // Time stands still, so that the publisher does not put a map into the bucket that is to be deleted.
    await cloud.setClock(Date.now());
  });

  afterAll(() => cloud?.close());

  it('everything is there after a deployment', () => {
    const { report } = deployment.verification;
    expect(report.missing).toEqual([]);
    expect(report.verified).toBeGreaterThan(60);
  });

  it('a service scales in every way', async () => {
    const client = new ApplicationAutoScalingClient(clientSettings(cloud, 'test'));
    const ecs = { ServiceNamespace: 'ecs' } as const;
    const { ScalingPolicies = [] } = await client.send(new DescribeScalingPoliciesCommand(ecs));
    const { ScheduledActions = [] } = await client.send(new DescribeScheduledActionsCommand(ecs));
    client.destroy();

    expect(ScalingPolicies.map((policy) => policy.PolicyType).sort()).toEqual([
      'PredictiveScaling',
      'TargetTrackingScaling',
      'TargetTrackingScaling',
      'TargetTrackingScaling',
    ]);
    const configurations = ScalingPolicies.map((policy) => policy.TargetTrackingScalingPolicyConfiguration);
    const types = configurations.map((one) => one?.PredefinedMetricSpecification?.PredefinedMetricType);
    expect(types).toContain('ECSServiceAverageCPUUtilizationHighResolution');
    const queries = configurations.flatMap((one) => one?.CustomizedMetricSpecification?.Metrics ?? []);
    expect(queries.map((query) => query.Expression)).toContain('whole / tasks');
    expect(ScheduledActions).toMatchObject([{ ScheduledActionName: 'Morning', Timezone: 'Europe/Berlin' }]);
  });

  /** A custom resource: what it answers, CloudFormation must take. Runs of the local cloud park first, and pass. */
  it('a park guard refuses the deletion while a node owns a shard, and nothing is left once none does', async () => {
    const table = deployment.verification.verified.find((one) => one.type === 'AWS::DynamoDB::Table');
    const client = new DynamoDBClient(clientSettings(cloud, 'test'));
    const own = (owner: string | null) => {
      const Item = marshall(toShardItem({ id: 'shard-00003', owner, followers: [], epoch: 1 }));
      return client.send(new PutItemCommand({ TableName: table?.physicalId, Item }));
    };
    await own('i-0abc');
    await expect(destroy(deployment, () => {})).rejects.toThrow(/park the fleet first/);

    await own(null);
    client.destroy();
    expect(await destroy(deployment, () => {})).toEqual([]);
  });
});
