import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OpenRightSize, openRightSize } from '../../../operate/adapters/open-right-size';
import { MOTO_MISSING, type MotoServer, startMoto } from '../../agent/moto-server';

const STEP_MS = 300_000;

describe.skipIf(MOTO_MISSING)(`adapters of right-sizing${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
  let moto: MotoServer;
  let ecs: ECSClient;
  let open: OpenRightSize;

  beforeAll(async () => {
    moto = await startMoto();
    ecs = new ECSClient(moto.client);
    open = openRightSize(moto.client);
  });

  afterAll(async () => {
    open?.close();
    ecs?.destroy();
    await moto?.stop();
  });

  async function createService(name: string, over: object = {}): Promise<void> {
    await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: name,
        cpu: '2048',
        memory: '4096',
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
        containerDefinitions: [{ name: 'app', image: 'app:1', memory: 4096, environment: [{ name: 'A', value: 'b' }] }],
        tags: [{ key: 'team', value: 'shop' }],
        ...over,
      }),
    );
    await ecs.send(
      new CreateServiceCommand({
        cluster: 'shop',
        serviceName: name,
        taskDefinition: name,
        desiredCount: 3,
        launchType: 'FARGATE',
      }),
    );
  }

  describe('EcsTasks', () => {
    beforeEach(async () => createService('web'));

    it('reads the size of a service', async () => {
      expect(await open.ports.tasks.describe('shop', 'web', 0)).toMatchObject({
        place: 'fargate',
        architecture: 'arm64',
        cpuUnits: 2048,
        memoryMib: 4096,
        containers: [{ name: 'app', memoryMib: 4096 }],
      });
    });

    it('rolls another size out, and changes nothing else', async () => {
      const service = await open.ports.tasks.describe('shop', 'web', 0);
      const containers = [{ name: 'app', cpuUnits: 0, memoryMib: 2048 }];
      const arn = await open.ports.tasks.rollOut(service, { cpuUnits: 1024, memoryMib: 2048, containers });

      const { services } = await ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['web'] }));
      expect(services?.[0]).toMatchObject({ taskDefinition: arn, desiredCount: 3 });
      const { taskDefinition, tags } = await ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: arn, include: ['TAGS'] }),
      );
      expect(taskDefinition).toMatchObject({
        family: 'web',
        cpu: '1024',
        memory: '2048',
        requiresCompatibilities: ['FARGATE'],
        runtimePlatform: { cpuArchitecture: 'ARM64' },
        containerDefinitions: [{ name: 'app', image: 'app:1', memory: 2048, environment: [{ name: 'A', value: 'b' }] }],
      });
      expect(tags).toEqual([{ key: 'team', value: 'shop' }]);
      expect(arn).not.toBe(service.taskDefinitionArn);
    });

    it.each([
      ['shop', 'none', 'there is no ECS service none in the cluster shop'],
      ['none', 'web', 'there is no ECS cluster none here'],
    ])('refuses %s/%s', async (cluster, service, message) => {
      await expect(open.ports.tasks.describe(cluster, service, 0)).rejects.toThrow(message);
    });

    it('refuses tasks without a size', async () => {
      const containerDefinitions = [{ name: 'app', image: 'app:1', memory: 128 }];
      await createService('bare', {
        cpu: undefined,
        memory: undefined,
        requiresCompatibilities: ['EC2'],
        containerDefinitions,
      });

      await expect(open.ports.tasks.describe('shop', 'bare', 0)).rejects.toThrow('have no size of their own');
    });
  });

  it('reads what was published', async () => {
    const cloudWatch = new CloudWatchClient(moto.client);
    const endMs = Math.floor(Date.now() / STEP_MS) * STEP_MS;
    const Dimensions = [
      { Name: 'ClusterName', Value: 'shop' },
      { Name: 'ServiceName', Value: 'web' },
    ];
    const MetricData = [30, 50, 20].map((Value, index) => ({
      MetricName: 'CPUUtilization',
      Dimensions,
      Timestamp: new Date(endMs - STEP_MS * (index < 2 ? 2 : 1) + index * 60_000),
      Value,
    }));
    // AWS takes no values for its own namespaces.
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }));
    const dimensions = { ClusterName: 'shop', ServiceName: 'web' };
    const query = { resource: 'cpu', namespace: 'Test', name: 'CPUUtilization', dimensions, toPercent: 1 } as const;
    const [series] = await open.ports.usage.read([query], endMs - 3 * STEP_MS, endMs);
    cloudWatch.destroy();

    expect(series?.points.map((point) => point.percent)).toEqual([50, 20]);
  });

  it('counts the machines of a group', async () => {
    const autoScaling = new AutoScalingClient(moto.client);
    const ec2 = new EC2Client(moto.client);
    const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }));
    await autoScaling.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName: 'l',
        InstanceType: 'i4i.xlarge',
        ImageId: Images?.[0]?.ImageId,
      }),
    );
    await autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: 'g',
        LaunchConfigurationName: 'l',
        MinSize: 2,
        MaxSize: 3,
        AvailabilityZones: ['eu-central-1a'],
      }),
    );
    ec2.destroy();
    autoScaling.destroy();

    expect([...(await open.ports.machines.describe('g')).counts]).toEqual([['i4i.xlarge', 2]]);
    expect((await open.ports.machines.describe('other')).counts.size).toBe(0);
  });
});
