import path from 'node:path';
import {
  ApplicationAutoScalingClient,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { App, type Stack } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toShardItem } from '../../core/table/table-schema';
import { clientSettings } from '../../local/cloud/cloud';
import { type Deployment, deploy, destroy } from '../../local/cloud/deployment';
import { type StartedCloud, startCloud } from '../../local/cloud/start-cloud';
import { buildConstructsStack } from './apps/constructs-app';
import { buildGuardedFleet } from './apps/guarded-fleet';
import { testProject } from './cloud/project-fixture';
import { missingEmulator } from './emulator/start-emulator';

const reason = missingEmulator();

/** Apps that no blueprint stands for, deployed by the real `cdk` to one local cloud. */
describe.skipIf(reason)(`on a local cloud ${reason ?? ''}`, () => {
  const project = testProject();
  const environment = { PATH: process.env.PATH };
  let cloud: StartedCloud;

  beforeAll(async () => {
    cloud = await startCloud({ project, environment });
  }, 60_000);

  afterAll(() => cloud?.close());

  function deployApp(name: string, build: (app: App) => Stack): Promise<Deployment> {
    const assembly = path.join(project.work, name);
    const app = new App({ outdir: assembly });
    build(app);
    app.synth();
    return deploy({ project, environment, cloud, assembly, onStep: () => {} });
  }

  /** A custom resource: what it answers, CloudFormation must take. Runs of the local cloud park first, and pass. */
  describe('a deployed park guard', () => {
    let deployment: Deployment;

    beforeAll(async () => {
      deployment = await deployApp('guarded', buildGuardedFleet);
    }, 180_000);

    it('is there after a deployment', () => {
      expect(deployment.verification.report.missing).toEqual([]);
    });

    it('refuses the deletion while a node owns a shard', async () => {
      const table = deployment.verification.verified.find((one) => one.type === 'AWS::DynamoDB::Table');
      const shard = toShardItem({ id: 'shard-00003', owner: 'i-0abc', followers: [], epoch: 1 });
      const client = new DynamoDBClient(clientSettings(cloud, 'test'));
      await client.send(new PutItemCommand({ TableName: table?.physicalId, Item: marshall(shard) }));
      client.destroy();

      await expect(destroy(deployment, () => {})).rejects.toThrow(/park the fleet first/);
    }, 120_000);
  });

  /** GPU nodes, a scaled service, a cache. */
  describe('constructs on their own', () => {
    let deployment: Deployment;

    beforeAll(async () => {
      deployment = await deployApp('constructs', (app) => buildConstructsStack(app, 'Constructs'));
    }, 180_000);

    it('are all there after a deployment', () => {
      const { report } = deployment.verification;
      expect(report.missing).toEqual([]);
      expect(report.verified).toBeGreaterThan(30);
    });

    it('scale their service in every way', async () => {
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

    it('leave nothing after destroy', async () => {
      expect(await destroy(deployment, () => {})).toEqual([]);
    }, 120_000);
  });
});
