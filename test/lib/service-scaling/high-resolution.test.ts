import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { describe, expect, it } from 'vitest';
import { ServiceScaling } from '../../../lib/service-scaling';
import { makeForeignStack } from '../support/foreign-stack';
import { makeScaling, POLICY, SERVICE } from './fixtures';

describe('a target on 20-second metrics', () => {
  it('makes the service publish them before the policy reads them', () => {
    const { stack, scaling } = makeScaling();
    scaling.trackCpuUtilization({ targetPercent: 60, highResolution: true });

    const template = Template.fromStack(stack);
    template.hasResourceProperties(SERVICE, {
      Monitoring: { MetricConfigurations: [{ MetricNames: ['CPUUtilization'], ResolutionSeconds: 20 }] },
    });
    template.hasResource(POLICY, {
      Properties: {
        TargetTrackingScalingPolicyConfiguration: {
          PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilizationHighResolution' },
          TargetValue: 60,
          ScaleOutCooldown: 60,
        },
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^Service')]),
    });
  });

  it('leaves the other metric at a minute', () => {
    const { stack, scaling } = makeScaling();
    scaling.trackCpuUtilization({ targetPercent: 60 });
    scaling.trackMemoryUtilization({ targetPercent: 70, highResolution: true });

    const template = Template.fromStack(stack);
    template.hasResourceProperties(SERVICE, {
      Monitoring: { MetricConfigurations: [{ MetricNames: ['MemoryUtilization'], ResolutionSeconds: 20 }] },
    });
    expect(metricTypes(template)).toEqual([
      'ECSServiceAverageCPUUtilization',
      'ECSServiceAverageMemoryUtilizationHighResolution',
    ]);
  });

  it('publishes both when both are tracked', () => {
    const { stack, scaling } = makeScaling();
    scaling.trackCpuUtilization({ targetPercent: 60, highResolution: true });
    scaling.trackMemoryUtilization({ targetPercent: 70, highResolution: true });

    Template.fromStack(stack).hasResourceProperties(SERVICE, {
      Monitoring: {
        MetricConfigurations: [{ MetricNames: ['CPUUtilization', 'MemoryUtilization'], ResolutionSeconds: 20 }],
      },
    });
  });

  it('leaves the service alone when none is asked for', () => {
    const { stack, scaling } = makeScaling();
    scaling.trackCpuUtilization({ targetPercent: 60, highResolution: false });

    Template.fromStack(stack).hasResourceProperties(SERVICE, { Monitoring: Match.absent() });
  });

  it('is refused on an imported service', () => {
    const { stack, cluster } = makeForeignStack();
    const service = ecs.Ec2Service.fromEc2ServiceAttributes(stack, 'Imported', { cluster, serviceName: 'theirs' });
    const scaling = new ServiceScaling(stack, 'Scaling', { service, maxCapacity: 3 });

    expect(() => scaling.trackCpuUtilization({ targetPercent: 60, highResolution: true })).toThrow(
      /\[ServiceNotInApp\] highResolution is true and 'Foreign\/Imported' is imported/,
    );
  });

  it('is refused on a service whose monitoring is set elsewhere', () => {
    const { service, scaling } = makeScaling();
    const resource = service.node.findChild('Service') as ecs.CfnService;
    resource.monitoring = { metricConfigurations: [{ metricNames: ['CPUUtilization'], resolutionSeconds: 60 }] };

    expect(() => scaling.trackCpuUtilization({ targetPercent: 60, highResolution: true })).toThrow(
      /\[MonitoringSet\] 'Test\/Service\/Service'/,
    );
  });
});

function metricTypes(template: Template): string[] {
  const policies = Object.values(template.findResources(POLICY));
  const types = policies.map(
    (policy) =>
      policy.Properties.TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification.PredefinedMetricType,
  );
  return types.sort();
}
