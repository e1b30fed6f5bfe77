import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { describeGroup } from '../adapters/describe-group';
import { NoGroupError } from '../adapters/no-group-error';

/** Returns how many instances of a group are in service; none when there is no group. */
export async function countInService(client: AutoScalingClient, groupName: string): Promise<number> {
  try {
    const { instances } = await describeGroup(client, groupName);
    return instances.filter(({ lifecycleState }) => lifecycleState === 'InService').length;
  } catch (error) {
    if (error instanceof NoGroupError) {
      return 0;
    }
    throw error;
  }
}
