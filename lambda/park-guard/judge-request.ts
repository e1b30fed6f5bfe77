import { SHARD_COUNT_RESOURCE } from '../../core/contract/deployment';
import type { CustomResourceRequest, Verdict } from '../cloudformation/custom-resource';
import { type GuardRequest, judgeShardCount } from './judge-shard-count';

/** A shard that a node owns. */
export interface OwnedShard {
  readonly shardId: string;
  readonly owner: string;
}

/** What the guard needs of the world. */
export interface ParkGuardPorts {
  /** Returns the first shard that a node owns, if there is any. */
  firstOwnedShard(): Promise<OwnedShard | undefined>;
  /** Returns how many of the group's instances are in service, and so protected: the group would never be empty of them. */
  instancesInService(): Promise<number>;
  /** Puts the answer where CloudFormation waits for it. */
  answer(request: CustomResourceRequest, verdict: Verdict): Promise<void>;
}

/**
 * Returns the function that Lambda calls: it lets everything pass but the deletion of a fleet whose shards have owners or whose instances
 * are in service, and another number of shards. A guard that cannot look refuses, too, and says why.
 */
export function guardFleet(ports: ParkGuardPorts, fleetName: string) {
  return async (request: GuardRequest): Promise<void> => {
    const isCount = request.ResourceType === SHARD_COUNT_RESOURCE;
    const verdict = isCount ? judgeShardCount(fleetName, request) : await judgeParking(ports, fleetName, request);
    await ports.answer(request, verdict);
  };
}

async function judgeParking(
  ports: ParkGuardPorts,
  fleetName: string,
  request: CustomResourceRequest,
): Promise<Verdict> {
  if (request.RequestType !== 'Delete') {
    return { status: 'SUCCESS' };
  }
  try {
    const owned = await ports.firstOwnedShard();
    if (owned !== undefined) {
      return refusal(`fleet ${fleetName}; ${owned.shardId} is still owned by ${owned.owner}`);
    }
    const count = await ports.instancesInService();
    return count === 0
      ? { status: 'SUCCESS' }
      : refusal(`fleet ${fleetName}; instances in service: ${count}; ${OBSERVED}`);
  } catch (error) {
    // CloudFormation hears of a failure by an answer alone; without one it waits for the whole time-out.
    const cause = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { status: 'FAILED', reason: `whether fleet ${fleetName} is parked could not be read: ${cause}` };
  }
}

/** The scaler ends the instances, and may not where it only observes. */
const OBSERVED = 'with observeOnly nobody ends them, so deploy without it before';

function refusal(what: string): Verdict {
  const reason =
    `park the fleet first: elastic-fleet fleet park --wait (${what}). ` +
    'No node and no data of the fleet was deleted; delete the stack again afterwards.';
  return { status: 'FAILED', reason };
}
