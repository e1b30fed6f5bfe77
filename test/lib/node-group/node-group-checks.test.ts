import { Duration, Lazy, Size } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { describe, expect, it } from 'vitest';
import { Machine, NodeGroup, Workload } from '../../../lib/node-group';
import { makeForeignStack } from '../support/foreign-stack';
import { makeStatefulGroup, NVME_TYPE } from './fixtures';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';

describe('property checks of a NodeGroup', () => {
  it('report all faults at once, with the path and what to do', () => {
    const make = () =>
      makeStatefulGroup({
        minCapacity: 5,
        maxCapacity: 2,
        workload: Workload.stateful({ terminateHeartbeat: Duration.seconds(600) }),
        rootVolumeSize: Size.gibibytes(4),
      });

    expect(make).toThrow(/Test\/Nodes: 3 faults/);
    expect(make).toThrow(/minCapacity is 5 and maxCapacity is 2/);
    expect(make).toThrow(/workload.terminateHeartbeat is 600 s. Accepted: whole seconds from 1728 to 7200/);
    expect(make).toThrow(/rootVolumeSize is 4 GiB/);
  });

  it.each([0, 65, 1.5])('fail when metadata may go %d hops', (metadataHopLimit) => {
    expect(() => makeStatefulGroup({ metadataHopLimit })).toThrow(
      /metadataHopLimit is .+ Accepted: a whole number from 1 to 64/,
    );
  });

  it('fail when types mix architectures', () => {
    const instanceTypes = [NVME_TYPE, new ec2.InstanceType('i4g.xlarge')];

    expect(() => makeStatefulGroup({ machine: Machine.nvme({ instanceTypes }) })).toThrow(
      /i4i.xlarge \(x86_64\), i4g.xlarge \(arm64\)/,
    );
  });

  it.each([1, 40])('accept %d types', (count) => {
    const instanceTypes = Array.from({ length: count }, () => NVME_TYPE);
    expect(() => makeStatefulGroup({ machine: Machine.nvme({ instanceTypes }) })).not.toThrow();
  });

  it('fail when there are more types than a mixed group takes', () => {
    const instanceTypes = Array.from({ length: 41 }, () => NVME_TYPE);
    expect(() => makeStatefulGroup({ machine: Machine.nvme({ instanceTypes }) })).toThrow(/has 41 types/);
  });

  it('fail when no type is named', () => {
    expect(() => makeStatefulGroup({ machine: Machine.nvme({ instanceTypes: [] }) })).toThrow(/has 0 types/);
  });

  it('fail when the mount path would break the script', () => {
    const machine = Machine.nvme({ instanceTypes: [NVME_TYPE], mountPath: "/mnt/it's" });

    expect(() => makeStatefulGroup({ machine })).toThrow(/machine.mountPath is '\/mnt\/it's'/);
  });

  it('fail when ECS shall manage machines that join no cluster', () => {
    expect(() => makeStatefulGroup({ workload: Workload.ecsManaged() })).toThrow(/WorkloadNeedsCluster/);
  });

  it('fail when GPU types for arm64 come without an image', () => {
    const { stack, vpc, cluster } = makeForeignStack();
    const machine = Machine.gpu({ instanceTypes: [new ec2.InstanceType('g5g.xlarge')], cluster });

    expect(() => new NodeGroup(stack, 'Gpu', { vpc, machine, maxCapacity: 1 })).toThrow(/ImageForArchitectureMissing/);
  });

  it('fail when a type is a token and no image is given', () => {
    const instanceTypes = [new ec2.InstanceType(Lazy.string({ produce: () => 'i4i.xlarge' }))];

    expect(() => makeStatefulGroup({ machine: Machine.nvme({ instanceTypes }) })).toThrow(/ArchitectureUnknown/);
  });

  it('accept tokens', () => {
    const { stack } = makeStatefulGroup({
      minCapacity: Lazy.number({ produce: () => 3 }),
      maxCapacity: Lazy.number({ produce: () => 6 }),
      rootVolumeSize: Size.gibibytes(Lazy.number({ produce: () => 40 })),
      workload: Workload.stateful({ launchTimeout: Duration.seconds(Lazy.number({ produce: () => 120 })) }),
    });

    Template.fromStack(stack).hasResourceProperties(GROUP, { MinSize: '3', MaxSize: '6' });
  });
});
