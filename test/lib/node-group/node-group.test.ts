import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { Workload } from '../../../lib/node-group';
import { makeStatefulGroup } from './fixtures';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';

describe('a stateful NodeGroup', () => {
  it('creates both lifecycle hooks with the group, each ending in ABANDON', () => {
    const { stack } = makeStatefulGroup();

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      LifecycleHookSpecificationList: [
        {
          LifecycleHookName: 'fleet-launch',
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
          DefaultResult: 'ABANDON',
          HeartbeatTimeout: 900,
        },
        {
          LifecycleHookName: 'fleet-terminate',
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
          DefaultResult: 'ABANDON',
          HeartbeatTimeout: 1800,
        },
      ],
    });
  });

  it('retains an instance whose terminating hook was abandoned', () => {
    const { stack } = makeStatefulGroup();

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' } },
    });
  });

  it('protects new instances from scale-in and names AZRebalance to be suspended', () => {
    const { stack, group } = makeStatefulGroup();

    Template.fromStack(stack).hasResourceProperties(GROUP, { NewInstancesProtectedFromScaleIn: true });
    expect(group.suspendedProcesses).toEqual(['AZRebalance']);
  });

  it('renders the bounds of its size and no desired capacity', () => {
    const { stack } = makeStatefulGroup({ minCapacity: 2, maxCapacity: 9 });

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      MinSize: '2',
      MaxSize: '9',
      DesiredCapacity: Match.absent(),
    });
  });

  it('takes the timing of its hooks from the workload', () => {
    const workload = Workload.stateful({
      launchTimeout: Duration.minutes(5),
      terminateHeartbeat: Duration.seconds(1728),
    });
    const { stack } = makeStatefulGroup({ workload });

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      LifecycleHookSpecificationList: [
        Match.objectLike({ HeartbeatTimeout: 300 }),
        Match.objectLike({ HeartbeatTimeout: 1728 }),
      ],
    });
  });

  it('exposes the names of its hooks', () => {
    const { group } = makeStatefulGroup();

    expect([group.launchHookName, group.terminateHookName]).toEqual(['fleet-launch', 'fleet-terminate']);
  });
});

describe('the order of a NodeGroup', () => {
  for (const workload of [Workload.stateful(), Workload.stateless()]) {
    it(`gives ${workload._kind} nodes their network before the first and until the last of them`, () => {
      const { stack } = makeStatefulGroup({ workload });

      const template = Template.fromStack(stack);
      const [group] = Object.values(template.findResources(GROUP));
      const routes = Object.keys(template.findResources('AWS::EC2::SubnetRouteTableAssociation'));
      expect(routes).not.toEqual([]);
      expect(group?.DependsOn).toEqual(expect.arrayContaining(routes));
    });
  }
});

describe('a stateless NodeGroup', () => {
  it('has no hooks, no protection and nothing suspended', () => {
    const { stack, group } = makeStatefulGroup({ workload: Workload.stateless() });

    Template.fromStack(stack).hasResourceProperties(GROUP, {
      LifecycleHookSpecificationList: Match.absent(),
      InstanceLifecyclePolicy: Match.absent(),
      NewInstancesProtectedFromScaleIn: Match.absent(),
    });
    expect(group.suspendedProcesses).toEqual([]);
    expect(group.launchHookName).toBeUndefined();
  });
});
