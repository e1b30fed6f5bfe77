import { describe, expect, it } from 'vitest';
import { scalingChanges } from '../../../local/laws/scaling-changes';
import { call, FLEET } from './law-fixtures';

function setDesired(nowMs: number, desired: number) {
  const params = { AutoScalingGroupName: 'group', DesiredCapacity: desired };
  return call({ nowMs, operation: 'SetDesiredCapacity', params });
}

function terminate(nowMs: number, decrement: boolean, instanceId = 'i-1') {
  const params = { InstanceId: instanceId, ShouldDecrementDesiredCapacity: decrement };
  return call({ nowMs, operation: 'TerminateInstanceInAutoScalingGroup', params });
}

describe('scalingChanges', () => {
  it('follows desired capacity up and down', () => {
    const calls = [setDesired(2_000, 5), terminate(3_000, true), setDesired(4_000, 4), setDesired(5_000, 2)];

    expect(scalingChanges(calls, FLEET, 3)).toEqual([
      { atMs: 2_000, direction: 'out' },
      { atMs: 3_000, direction: 'in' },
      { atMs: 5_000, direction: 'in' },
    ]);
  });

  it('leaves out a termination that keeps desired capacity', () => {
    expect(scalingChanges([terminate(3_000, false)], FLEET, 3)).toEqual([]);
  });

  it('leaves out other callers, refused calls, other groups and the time before the replay', () => {
    const others = [
      { ...setDesired(2_000, 9), caller: 'driver.park' },
      { ...setDesired(2_000, 9), status: 400 },
      terminate(2_000, true, 'i-9'),
      setDesired(999, 9),
    ];

    expect(scalingChanges(others, FLEET, 3)).toEqual([]);
  });

  it('leaves out what parking ends', () => {
    const params = { InstanceId: 'i-1', ShouldDecrementDesiredCapacity: true };
    const operation = 'TerminateInstanceInAutoScalingGroup';
    const parked = call({ operation, params, nowMs: FLEET.park.startMs });
    expect(scalingChanges([parked], FLEET, 4)).toEqual([]);
    expect(scalingChanges([{ ...parked, nowMs: FLEET.park.startMs - 1 }], FLEET, 4)).toHaveLength(1);
  });
});
