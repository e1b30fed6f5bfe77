import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';
import { countInService } from '../../../lambda/park-guard/count-in-service';

/** Returns a client that knows of a group with instances in those states, or of none. */
function clientWith(states: readonly string[] | undefined): AutoScalingClient {
  const Instances = states?.map((LifecycleState, index) => ({ InstanceId: `i-${index}`, LifecycleState }));
  const AutoScalingGroups = Instances ? [{ Instances }] : [];
  return { send: async () => ({ AutoScalingGroups }) } as unknown as AutoScalingClient;
}

describe('the instances in service', () => {
  it('are counted without those that come or go, whose hooks end by themselves', async () => {
    const client = clientWith(['InService', 'Pending:Wait', 'Terminating:Wait', 'InService']);

    expect(await countInService(client, 'orders-nodes')).toBe(2);
  });

  it('are none when there is no group', async () => {
    expect(await countInService(clientWith(undefined), 'orders-nodes')).toBe(0);
  });
});
