import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { describe, expect, it } from 'vitest';
import { Machine, Purchase } from '../../../lib/node-group';
import { makeStatefulGroup, NVME_TYPE } from './fixtures';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';

describe('purchase options', () => {
  it('are On-Demand by default', () => {
    const { stack } = makeStatefulGroup();

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      MixedInstancesPolicy: { InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 100 } },
    });
  });

  it('are Spot alone where that is asked for', () => {
    const { stack } = makeStatefulGroup({ purchase: Purchase.spot() });

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      MixedInstancesPolicy: {
        InstancesDistribution: { OnDemandBaseCapacity: 0, OnDemandPercentageAboveBaseCapacity: 0 },
      },
    });
  });

  it('accept no base, and fail with a share above all', () => {
    const mix = (onDemandBaseCapacity: number, onDemandPercentageAboveBaseCapacity: number) => () =>
      makeStatefulGroup({ purchase: Purchase.mixed({ onDemandBaseCapacity, onDemandPercentageAboveBaseCapacity }) });

    expect(mix(0, 100)).not.toThrow();
    expect(mix(-1, 101)).toThrow(/onDemandBaseCapacity is -1[\s\S]*AboveBaseCapacity is 101/);
  });

  it('mix Spot and On-Demand over several types', () => {
    const { stack } = makeStatefulGroup({
      machine: Machine.nvme({ instanceTypes: [NVME_TYPE, new ec2.InstanceType('i3en.xlarge')] }),
      purchase: Purchase.mixed({ onDemandBaseCapacity: 2, onDemandPercentageAboveBaseCapacity: 25 }),
    });

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      MixedInstancesPolicy: {
        InstancesDistribution: {
          OnDemandBaseCapacity: 2,
          OnDemandPercentageAboveBaseCapacity: 25,
          SpotAllocationStrategy: 'price-capacity-optimized',
        },
        LaunchTemplate: { Overrides: [{ InstanceType: 'i4i.xlarge' }, { InstanceType: 'i3en.xlarge' }] },
      },
    });
  });
});
