import { lastListed } from '../../core/fleet/last-listed';
import type { LeaseObservations } from '../../core/fleet/membership';
import type { GroupInstance } from '../../core/fleet/node';
import type { NodeRecords } from '../../core/table/parse-nodes';
import { NoGroupError } from '../adapters/no-group-error';
import type { RebalancerPorts } from './rebalancer-ports';

/** The group's instances; with a fault they are those that it listed last. */
export interface InstanceReading {
  readonly instances: readonly GroupInstance[];
  readonly fault?: unknown;
}

/**
 * Reads the group's instances. Shards of dead nodes must not wait for an API that answers nothing, or throttles the account:
 * heartbeats tell who is alive.
 * @throws NoGroupError when there is no group; whatever AWS says as long as no earlier look is remembered.
 */
export async function readInstances(
  group: RebalancerPorts['group'],
  records: NodeRecords,
  observations: LeaseObservations | undefined,
): Promise<InstanceReading> {
  try {
    return await group.describe();
  } catch (fault) {
    if (observations === undefined || fault instanceof NoGroupError) {
      throw fault;
    }
    return { instances: lastListed(observations, records.heartbeats), fault };
  }
}
