import type { LoggedCall } from '../../../local/laws/call-log';
import type { FleetFacts } from '../../../local/laws/fleet-facts';
import type { WriteInterval } from '../../../local/laws/write-intervals';

export const SCALER = 'lambda.scaler';

export const FLEET: FleetFacts = {
  groupName: 'group',
  scalerCaller: SCALER,
  instanceIds: new Set(['i-1', 'i-2']),
  startMs: 1_000,
  park: { startMs: 1_000_000, caller: 'driver.park' },
};

export function call(overrides: Partial<LoggedCall>): LoggedCall {
  return { seq: 1, nowMs: 10_000, caller: SCALER, service: 'autoscaling', operation: '', status: 200, ...overrides };
}

export function interval(overrides: Partial<WriteInterval>): WriteInterval {
  const endMs = overrides.endMs ?? 100;
  return { shardId: 's', nodeId: 'a', epoch: 1, startMs: 0, endMs, possibleEndMs: endMs, ...overrides };
}
