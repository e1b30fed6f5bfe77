import { describe, expect, it } from 'vitest';
import { foreignDesiredWrites } from '../../../local/laws/foreign-desired-writes';
import { call, FLEET } from './law-fixtures';

const GROUP = { AutoScalingGroupName: 'group' };

function count(overrides: Parameters<typeof call>[0]): number {
  return foreignDesiredWrites([call({ caller: 'lambda.rebalancer', ...overrides })], FLEET).length;
}

describe('foreignDesiredWrites', () => {
  it.each([
    'SetDesiredCapacity',
    'PutScalingPolicy',
    'PutScheduledUpdateGroupAction',
    'StartInstanceRefresh',
    'DetachInstances',
  ])('counts %s by anyone but the scaler', (operation) => {
    expect(count({ operation, params: GROUP })).toBe(1);
  });

  it('counts an update of the group that sets desired capacity', () => {
    expect(count({ operation: 'UpdateAutoScalingGroup', params: { ...GROUP, DesiredCapacity: 3 } })).toBe(1);
  });

  it('does not count an update of the group that leaves desired capacity alone', () => {
    expect(count({ operation: 'UpdateAutoScalingGroup', params: { ...GROUP, MaxSize: 3 } })).toBe(0);
  });

  it('counts a termination of one of the fleet’s instances', () => {
    expect(count({ operation: 'TerminateInstanceInAutoScalingGroup', params: { InstanceId: 'i-1' } })).toBe(1);
  });

  it('does not count a termination in another group', () => {
    expect(count({ operation: 'TerminateInstanceInAutoScalingGroup', params: { InstanceId: 'i-9' } })).toBe(0);
  });

  it('counts a direct EC2 termination', () => {
    expect(count({ service: 'ec2', operation: 'TerminateInstances' })).toBe(1);
  });

  it('counts an attempt that was refused', () => {
    expect(count({ operation: 'SetDesiredCapacity', params: GROUP, status: 400 })).toBe(1);
  });

  it('does not count the scaler', () => {
    expect(count({ caller: FLEET.scalerCaller, operation: 'SetDesiredCapacity', params: GROUP })).toBe(0);
  });

  it('does not count another group', () => {
    expect(count({ operation: 'SetDesiredCapacity', params: { AutoScalingGroupName: 'other' } })).toBe(0);
  });

  it('does not count what deployment did before the replay', () => {
    expect(count({ nowMs: 999, operation: 'SetDesiredCapacity', params: GROUP })).toBe(0);
  });

  it('does not count parking, under its own name and once it began', () => {
    const parking = { caller: 'driver.park', operation: 'SetDesiredCapacity', params: GROUP };

    expect(count({ ...parking, nowMs: 1_000_000 })).toBe(0);
    expect(count({ ...parking, nowMs: 999_999 })).toBe(1);
    expect(count({ ...parking, nowMs: 1_000_000, caller: 'driver' })).toBe(1);
  });

  it('does not count reads', () => {
    expect(count({ operation: 'DescribeAutoScalingGroups', params: GROUP })).toBe(0);
  });
});
