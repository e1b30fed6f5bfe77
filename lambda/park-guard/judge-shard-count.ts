import type { CustomResourceRequest, Verdict } from '../cloudformation/custom-resource';

/** What CloudFormation asks of the guard's resources. */
export interface GuardRequest extends CustomResourceRequest {
  readonly ResourceType: string;
  /** As text, and of the resource for the number of shards alone. */
  readonly ResourceProperties: { readonly ShardCount?: string };
}

/**
 * Returns whether a fleet may have the number of shards that is asked for: only that which it was made with, since keys would be looked
 * for in other shards, and what is there would seem lost. The resource's id tells what it was made with: what an update
 * calls old is, when that is rolled back, what was refused.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export function judgeShardCount(fleetName: string, request: GuardRequest): Verdict {
  const asked = idOf(request);
  const made = request.PhysicalResourceId ?? asked;
  if (request.RequestType === 'Delete' || made === asked) {
    return { status: 'SUCCESS', id: asked };
  }
  const reason =
    `fleet ${fleetName} was made with ${made}, and that cannot become ${asked}: its keys would be looked for in shards where they are ` +
    'not. Set shardCount back. To have another number, make another fleet and copy the data into it.';
  return { status: 'FAILED', reason };
}

function idOf({ ResourceProperties }: GuardRequest): string {
  return `shards-${ResourceProperties.ShardCount}`;
}
