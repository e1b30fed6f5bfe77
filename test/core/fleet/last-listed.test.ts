import { describe, expect, it } from 'vitest';
import { lastListed } from '../../../core/fleet/last-listed';
import type { NodeObservation } from '../../../core/fleet/membership';
import type { Heartbeat } from '../../../core/fleet/node';

const BEAT: Heartbeat = {
  nodeId: 'i-1',
  incarnation: 'x',
  counter: 4,
  fenced: false,
  zone: 'za',
  address: 'h:1',
  capacityBytes: 1,
  usedBytes: 0,
  metrics: {},
  shards: {},
};
const SEEN: NodeObservation = { incarnation: 'x', counter: 4, unchangedSinceMs: 0 };

function listed(observation: NodeObservation | undefined) {
  return lastListed(observation ? { 'i-1': observation } : {}, new Map([['i-1', BEAT]]));
}

describe('the instances as the group listed them last', () => {
  const INSTANCE = { instanceId: 'i-1', zone: 'za', healthy: true };

  it.each<[string, NodeObservation | undefined, string]>([
    ['was in service', SEEN, 'InService'],
    ['was being ended', { ...SEEN, lifecycleState: 'Terminating:Wait' }, 'Terminating:Wait'],
    ['was never listed to us', undefined, 'Pending'],
  ])('hold one that %s', (_, observation, lifecycleState) => {
    expect(listed(observation)).toEqual([{ ...INSTANCE, lifecycleState }]);
  });

  it('do not hold one that the group listed no more: nothing may be moved to it', () => {
    expect(listed({ ...SEEN, unlistedSinceMs: 5000 })).toEqual([]);
  });
});
