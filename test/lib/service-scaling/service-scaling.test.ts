import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { ServiceScaling } from '../../../lib/service-scaling';
import { makeForeignStack } from '../support/foreign-stack';
import { makeScaling, makeTargetGroup, POLICY, TARGET } from './fixtures';

describe('a ServiceScaling', () => {
  it('registers the service between floor and ceiling', () => {
    const { stack, scaling } = makeScaling({ minCapacity: 2, maxCapacity: 8 });
    scaling.trackCpuUtilization({ targetPercent: 60 });

    Template.fromStack(stack).hasResourceProperties(TARGET, {
      MinCapacity: 2,
      MaxCapacity: 8,
      ServiceNamespace: 'ecs',
      ScalableDimension: 'ecs:service:DesiredCount',
      ResourceId: {
        'Fn::Join': [
          '',
          [
            'service/',
            { Ref: Match.stringLikeRegexp('Cluster') },
            '/',
            { 'Fn::GetAtt': [Match.stringLikeRegexp('Service'), 'Name'] },
          ],
        ],
      },
    });
  });

  it.each([
    [
      'CPU',
      'ECSServiceAverageCPUUtilization',
      (scaling: ServiceScaling) => scaling.trackCpuUtilization({ targetPercent: 55 }),
    ],
    [
      'memory',
      'ECSServiceAverageMemoryUtilization',
      (scaling: ServiceScaling) => scaling.trackMemoryUtilization({ targetPercent: 55 }),
    ],
  ])('tracks %s with both cooldowns set', (_name, metric, track) => {
    const { stack, scaling } = makeScaling();
    track(scaling);

    Template.fromStack(stack).hasResourceProperties(POLICY, {
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType: metric },
        TargetValue: 55,
        ScaleOutCooldown: 60,
        ScaleInCooldown: 300,
      },
    });
  });

  it('tracks requests per target', () => {
    const { stack, vpc, service, scaling } = makeScaling();
    const targetGroup = makeTargetGroup(stack, vpc, service);
    scaling.trackRequestsPerTarget({ requestsPerTargetPerMinute: 900, targetGroup });

    Template.fromStack(stack).hasResourceProperties(POLICY, {
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: {
          PredefinedMetricType: 'ALBRequestCountPerTarget',
          ResourceLabel: Match.anyValue(),
        },
        TargetValue: 900,
      },
    });
  });

  it('lets one target have cooldowns of its own', () => {
    const { stack, scaling } = makeScaling({ scaleOutCooldown: Duration.seconds(30) });
    scaling.trackCpuUtilization({ targetPercent: 60, scaleInCooldown: Duration.minutes(20), disableScaleIn: true });

    Template.fromStack(stack).hasResourceProperties(POLICY, {
      TargetTrackingScalingPolicyConfiguration: { ScaleOutCooldown: 30, ScaleInCooldown: 1200, DisableScaleIn: true },
    });
  });

  it('renders no desired count', () => {
    const { stack, scaling } = makeScaling();
    scaling.trackCpuUtilization({ targetPercent: 60 });

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', { DesiredCount: Match.absent() });
  });

  it('grants moving the bounds of ECS services alone, and what AWS asks for besides', () => {
    const { stack, scaling } = makeScaling();
    scaling.trackCpuUtilization({ targetPercent: 60 });
    scaling.grantMoveBounds(
      new iam.Role(stack, 'Scaler', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }),
    );

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'application-autoscaling:RegisterScalableTarget',
            Condition: { StringEquals: { 'application-autoscaling:service-namespace': 'ecs' } },
          }),
          Match.objectLike({ Action: ['ecs:DescribeServices', 'ecs:UpdateService'] }),
        ]),
      },
    });
  });
});

describe('a second writer of the number of tasks is refused at synth', () => {
  it('when the service renders a desired count', () => {
    const { stack, scaling } = makeScaling({}, 3);
    scaling.trackCpuUtilization({ targetPercent: 60 });

    const synth = () => Template.fromStack(stack);
    expect(synth).toThrow(/\[DesiredCountRendered\] 'Test\/Service\/Service' renders DesiredCount 3/);
    expect(synth).toThrow(/Fix: leave desiredCount out and use minCapacity/);
  });

  it('when the service is a daemon, of which each instance has one task', () => {
    const stack = new Stack(new App(), 'Test');
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
    cluster.addCapacity('Capacity', { instanceType: new ec2.InstanceType('m7g.large') });
    const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Task');
    taskDefinition.addContainer('Log', { image: ecs.ContainerImage.fromRegistry('log'), memoryLimitMiB: 64 });
    const service = new ecs.Ec2Service(stack, 'Service', { cluster, taskDefinition, daemon: true });
    new ServiceScaling(stack, 'Scaling', { service, maxCapacity: 2 }).trackCpuUtilization({ targetPercent: 60 });

    expect(() => Template.fromStack(stack)).toThrow(/\[DaemonScaled\] 'Test\/Service\/Service' is a daemon/);
  });

  it('when the service is scaled elsewhere too', () => {
    const { stack, service, scaling } = makeScaling();
    scaling.trackCpuUtilization({ targetPercent: 60 });
    service.autoScaleTaskCount({ maxCapacity: 4 });

    expect(() => Template.fromStack(stack)).toThrow(
      /\[SecondScalableTarget\] 'Test\/Service\/TaskCount\/Target\/Resource'/,
    );
  });

  it('when the service is scaled elsewhere, and this construct is in another stack', () => {
    const { stack, service } = makeScaling();
    const other = new Stack(stack.node.root, 'Other');
    const scaling = new ServiceScaling(other, 'Scaling', { service, maxCapacity: 10 });
    scaling.trackCpuUtilization({ targetPercent: 60 });

    expect(() => Template.fromStack(other)).toThrow(/\[SecondScalableTarget\] 'Test\/Scaling\/Target\/Resource'/);
  });

  it('when two stacks scale a service that both import', () => {
    const app = new App();
    for (const id of ['One', 'Two']) {
      const stack = new Stack(app, id);
      const vpc = new ec2.Vpc(stack, 'Vpc');
      const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'theirs', vpc });
      const service = ecs.Ec2Service.fromEc2ServiceAttributes(stack, 'Service', { cluster, serviceName: 'web' });
      new ServiceScaling(stack, 'Scaling', { service, maxCapacity: 2 }).trackCpuUtilization({ targetPercent: 50 });
    }

    expect(() => app.synth()).toThrow(/SecondScalableTarget/);
  });

  it('but not when stacks that look alike scale a service each', () => {
    const app = new App();
    for (const id of ['Eu', 'Us']) {
      const stack = new Stack(app, id);
      const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
      taskDefinition.addContainer('Web', { image: ecs.ContainerImage.fromRegistry('nginx') });
      const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
      const service = new ecs.FargateService(stack, 'Service', { cluster, taskDefinition, minHealthyPercent: 100 });
      new ServiceScaling(stack, 'Scaling', { service, maxCapacity: 2 }).trackCpuUtilization({ targetPercent: 50 });
    }

    expect(() => app.synth()).not.toThrow();
  });

  it('but not when another service is scaled', () => {
    const { stack, scaling } = makeScaling();
    scaling.trackCpuUtilization({ targetPercent: 60 });
    const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Theirs', {
      clusterName: 'theirs',
      vpc: new ec2.Vpc(stack, 'V'),
    });
    const service = ecs.Ec2Service.fromEc2ServiceAttributes(stack, 'Other', { cluster, serviceName: 'other' });
    new ServiceScaling(stack, 'OtherScaling', { service, maxCapacity: 2 }).trackCpuUtilization({ targetPercent: 50 });

    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('property checks of a ServiceScaling', () => {
  it('fail when no target is tracked', () => {
    const { stack } = makeScaling();

    expect(() => Template.fromStack(stack)).toThrow(/\[NoTarget\]/);
  });

  it('fail when the floor is above the ceiling', () => {
    expect(() => makeScaling({ minCapacity: 11 })).toThrow(/minCapacity is 11 and maxCapacity is 10/);
  });

  it('fail above the tasks that a service can have', () => {
    expect(() => makeScaling({ maxCapacity: 5001 })).toThrow(/maxCapacity is 5001/);
  });

  it.each(['scaleOutCooldown', 'scaleInCooldown'])('fail when %s is longer than an hour', (name) => {
    const { scaling } = makeScaling();

    const track = () => scaling.trackCpuUtilization({ targetPercent: 50, [name]: Duration.seconds(3601) });
    expect(track).toThrow(new RegExp(name));
  });

  it('fail when a target is not a percentage', () => {
    const { scaling } = makeScaling();

    expect(() => scaling.trackMemoryUtilization({ targetPercent: 0 })).toThrow(/targetPercent is 0/);
  });

  it('accept tokens', () => {
    const { stack, scaling } = makeScaling({ minCapacity: Lazy.number({ produce: () => 4 }) });
    scaling.trackCpuUtilization({ targetPercent: Lazy.number({ produce: () => 44 }) });

    Template.fromStack(stack).hasResourceProperties(TARGET, { MinCapacity: 4 });
  });
});

describe('in a foreign stack', () => {
  it('scales an imported service of an imported cluster', () => {
    const { stack, cluster } = makeForeignStack();
    const service = ecs.Ec2Service.fromEc2ServiceAttributes(stack, 'Imported', {
      cluster,
      serviceName: 'their-service',
    });
    const scaling = new ServiceScaling(stack, 'Scaling', { service, maxCapacity: 3 });
    scaling.trackCpuUtilization({ targetPercent: 60 });

    expect(scaling.resourceId).toBe('service/their-cluster/their-service');
    Template.fromStack(stack).hasResourceProperties(TARGET, { ResourceId: 'service/their-cluster/their-service' });
  });
});
