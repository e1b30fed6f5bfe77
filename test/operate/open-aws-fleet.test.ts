import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateCommand, CreateLaunchTemplateVersionCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, openAwsFleet } from '../../operate/adapters/open-aws-fleet';
import { MOTO_MISSING, type MotoServer, startMoto } from '../agent/moto-server';
import { MemoryFleet } from './memory/memory-fleet';

const GROUP = 'group';

describe.skipIf(MOTO_MISSING)(`a fleet on AWS${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
  let moto: MotoServer;
  let autoScaling: AutoScalingClient;

  beforeAll(async () => {
    moto = await startMoto();
    autoScaling = new AutoScalingClient(moto.client);
    const ec2 = new EC2Client(moto.client);
    const LaunchTemplateName = 'nodes';
    const LaunchTemplateData = { ImageId: 'ami-12c6146b', InstanceType: 't3.micro' } as const;
    await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData }));
    await ec2.send(new CreateLaunchTemplateVersionCommand({ LaunchTemplateName, LaunchTemplateData }));
    ec2.destroy();
    await autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: GROUP,
        LaunchTemplate: { LaunchTemplateName, Version: '1' },
        MinSize: 1,
        MaxSize: 5,
        DesiredCapacity: 2,
        AvailabilityZones: ['eu-central-1a'],
      }),
    );
  });

  afterAll(async () => {
    autoScaling?.destroy();
    await moto?.stop();
  });

  it('says from which template version the group launches now', async () => {
    const fleet = connect(moto.client, new MemoryFleet().address);
    const before = await fleet.ports.group.describe();
    await autoScaling.send(
      new UpdateAutoScalingGroupCommand({
        AutoScalingGroupName: GROUP,
        LaunchTemplate: { LaunchTemplateName: 'nodes', Version: '2' },
      }),
    );
    const after = await fleet.ports.group.describe();
    fleet.close();

    expect(before.template).toMatch(/^lt-\w+ version 1$/);
    expect(after.template).toBe(before.template?.replace('version 1', 'version 2'));
    expect(before.instances).toHaveLength(2);
    expect([...before.templates.values()]).toEqual([before.template, before.template]);
  });

  it('lowers the minimum', async () => {
    const fleet = connect(moto.client, new MemoryFleet().address);
    await fleet.ports.group.setMinSize(0);
    expect(await fleet.ports.group.describe()).toMatchObject({ minSize: 0, desired: 2 });
    fleet.close();
  });

  it('fails where no fleet is deployed', async () => {
    await expect(openAwsFleet(moto.client, undefined)).rejects.toThrow('no function of an elastic fleet is deployed');
  });
});
