import { Stack, Token } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct, IValidation } from 'constructs';
import type { ITieredBucket } from '../tiered-bucket/tiered-bucket-base';
import { type Fault, renderFault } from '../validation/fleet-construct-error';

/** What no two fleets may share. */
export interface OneFleet extends IConstruct {
  readonly fleetName: string;
  readonly homes: ITieredBucket;
}

/** Refuses, at synth, the homes of another fleet of the app, and its name in the same account and region. */
export class OtherFleetsCheck implements IValidation {
  constructor(
    private readonly fleet: OneFleet,
    private readonly isFleet: (node: IConstruct) => node is OneFleet,
  ) {}

  public validate(): string[] {
    return this.fleet.node.root.node
      .findAll()
      .filter(this.isFleet)
      .filter((other) => other !== this.fleet)
      .flatMap((other) => [...refuseHomes(this.fleet, other), ...refuseName(this.fleet, other)])
      .map(renderFault);
  }
}

/** Keys in the bucket do not name the fleet, so that each would take the other's homes and map for its own and write over them. */
function refuseHomes(fleet: OneFleet, other: OneFleet): Fault[] {
  if (!isSameBucket(other.homes.bucket, fleet.homes.bucket)) {
    return [];
  }
  return [
    {
      code: 'SharedHomes',
      given: `homes is also the bucket of '${other.node.path}'`,
      accepted: 'a bucket for each fleet, since both would write to the same keys',
      fix: 'leave homes out in one of the two, or give it a bucket of its own',
    },
  ];
}

/**
 * Functions know their group by its name and are made before it: until AWS refused the second group, they would decide about the
 * instances of the first, whose shards stand in another table.
 */
function refuseName(fleet: OneFleet, other: OneFleet): Fault[] {
  if (!isSameName(fleet, other)) {
    return [];
  }
  return [
    {
      code: 'SharedName',
      given: `fleetName is also that of '${other.node.path}'`,
      accepted: 'a name for each fleet of an account and region, since group, metrics and alarms are named for it',
      fix: 'leave fleetName out in one of the two, or give it a name of its own',
    },
  ];
}

/** What only the deployment knows may differ from stack to stack: a name, but also the account or region. */
function isSameName(left: OneFleet, right: OneFleet): boolean {
  const [ours, theirs] = [Stack.of(left), Stack.of(right)];
  const isKnown = ![left.fleetName, ours.account, ours.region].some(Token.isUnresolved);
  const isComparable = ours === theirs || (isKnown && ours.environment === theirs.environment);
  return isComparable && left.fleetName === right.fleetName;
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
