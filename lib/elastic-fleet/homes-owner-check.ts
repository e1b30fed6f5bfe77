import { Stack, Token } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct, IValidation } from 'constructs';
import type { ITieredBucket } from '../tiered-bucket/tiered-bucket-base';
import { renderFault } from '../validation/fleet-construct-error';

/** What has homes: a fleet. */
export interface HomesOwner extends IConstruct {
  readonly homes: ITieredBucket;
}

/**
 * Refuses, at synth, homes that another fleet of the app has. Keys in the bucket do not name the fleet, so that each would
 * take the other's homes and map for its own and write over them.
 */
export class HomesOwnerCheck implements IValidation {
  constructor(
    private readonly fleet: HomesOwner,
    private readonly isFleet: (node: IConstruct) => node is HomesOwner,
  ) {}

  public validate(): string[] {
    return this.fleet.node.root.node
      .findAll()
      .filter(this.isFleet)
      .filter((other) => other !== this.fleet && isSameBucket(other.homes.bucket, this.fleet.homes.bucket))
      .map((other) =>
        renderFault({
          code: 'SharedHomes',
          given: `homes is also the bucket of '${other.node.path}'`,
          accepted: 'a bucket for each fleet, since both would write to the same keys',
          fix: 'leave homes out in one of the two, or give it a bucket of its own',
        }),
      );
  }
}

/** Names of buckets are unique in all accounts; a name that is not known yet means something in its own stack only. */
function isSameBucket(left: s3.IBucket, right: s3.IBucket): boolean {
  const stack = Stack.of(left);
  const isComparable = !Token.isUnresolved(left.bucketName) || stack === Stack.of(right);
  return isComparable && nameOf(left) === nameOf(right);
}

function nameOf(bucket: s3.IBucket): string {
  return JSON.stringify(Stack.of(bucket).resolve(bucket.bucketName));
}
