import { Annotations, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { HOMES_PREFIX, MANIFEST_NAME, MAP_HEAD_KEY } from '../../core/contract/object-keys';
import { KeyStaysCheck } from '../validation/key-stays-check';
import { PropertyChecks } from '../validation/property-checks';
import { HomesGuard } from './homes-guard';
import { DEFAULT_DEEP_ARCHIVE_AFTER, DEFAULT_GLACIER_AFTER, renderLifecycleRules } from './lifecycle-rules';
import { type ITieredBucket, TieredBucketBase } from './tiered-bucket-base';
import type { TieredBucketProps } from './tiered-bucket-props';

/** Glacier Flexible Retrieval bills at least this long. */
const GLACIER_MINIMUM = Duration.days(90);

/**
 * The durable store of a fleet: homes of shards, which stay readable within milliseconds, and an archive in Glacier.
 *
 * Versioned, encrypted, without public access, over TLS alone, and retained when its stack goes. Manifests of homes and
 * the head of the shard map can be written with `If-Match` or `If-None-Match` only, so that no writer replaces one it has
 * not read; that also shuts out CopyObject onto them.
 *
 * @throws FleetConstructError if a property is out of range; a rule that takes homes away by age, and a key that goes while they stay, are
 * refused at synth.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
export class TieredBucket extends TieredBucketBase {
  /**
   * Returns a tiered bucket over one that exists: grants work, and its rules and policy stay as their owner made them.
   * They should be those of this construct, above all the demand for conditional writes of manifests, and versions, without which nothing
   * that was replaced or deleted comes back. Grants include the bucket's key if `bucket` knows it, so import it by `fromBucketAttributes`.
   * Of a bucket of this app, a rule that takes homes away by age and a key that goes while they stay are refused at synth, and missing
   * versions are warned of.
   */
  public static fromBucket(scope: Construct, id: string, bucket: s3.IBucket): ITieredBucket {
    return new ImportedTieredBucket(scope, id, bucket);
  }

  public readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, props: TieredBucketProps = {}) {
    super(scope, id);
    this.check(props);
    this.bucket = new s3.Bucket(this, 'Bucket', {
      bucketName: props.bucketName,
      versioned: true,
      encryption: props.encryptionKey ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
      encryptionKey: props.encryptionKey,
      bucketKeyEnabled: props.encryptionKey ? true : undefined,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      lifecycleRules: renderLifecycleRules(props),
      eventBridgeEnabled: props.eventBridgeEnabled,
      serverAccessLogsBucket: props.serverAccessLogsBucket,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      autoDeleteObjects: props.autoDeleteObjects,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'CloudFormation-Validate::W9003',
      reason: 'CDK renders ObjectSizeGreaterThan as a number, and CloudFormation turns it into the text that S3 takes.',
    });
    this.demandConditionalWrites();
    // CloudFormation would take the policy from a bucket that stays, and CDK leaves it so.
    this.bucket.policy?.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN);
    guardHomes(this, this.bucket.node.defaultChild as s3.CfnBucket, props.encryptionKey);
  }

  private check(props: TieredBucketProps): void {
    const glacierAfter = props.glacierAfter ?? DEFAULT_GLACIER_AFTER;
    const deepArchiveAfter = props.deepArchiveAfter ?? DEFAULT_DEEP_ARCHIVE_AFTER;
    const checks = new PropertyChecks(this);
    checks.days('glacierAfter', props.glacierAfter, { min: 0, max: 3650 });
    checks.days('deepArchiveAfter', props.deepArchiveAfter, { min: 90, max: 3650 });
    checks.days('noncurrentVersionExpiration', props.noncurrentVersionExpiration, { min: 1, max: 3650 });
    checks.days('abortIncompleteUploadsAfter', props.abortIncompleteUploadsAfter, { min: 1, max: 365 });
    checks.expect(isFarEnough(glacierAfter, deepArchiveAfter), {
      code: 'TransitionsTooClose',
      given: `glacierAfter is ${glacierAfter} and deepArchiveAfter is ${deepArchiveAfter}`,
      accepted: `deepArchiveAfter at least ${GLACIER_MINIMUM.toDays()} days after glacierAfter, since Glacier bills those`,
      fix: 'lower glacierAfter or raise deepArchiveAfter',
    });
    checks.removal('removalPolicy', props.removalPolicy);
    checks.expect(!props.autoDeleteObjects || props.removalPolicy === RemovalPolicy.DESTROY, {
      code: 'AutoDeleteWithoutDestroy',
      given: `autoDeleteObjects is true and removalPolicy is ${props.removalPolicy ?? 'left out'}`,
      accepted: 'autoDeleteObjects only together with RemovalPolicy.DESTROY',
      fix: 'set removalPolicy to RemovalPolicy.DESTROY if the data may go with the stack',
    });
    checks.throwIfAny();
  }

  /** Parts of a multipart upload carry no condition; its completion does, and counts as the creation. */
  private demandConditionalWrites(): void {
    this.bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'ManifestsTakeConditionalWritesOnly',
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [`${HOMES_PREFIX}*/${MANIFEST_NAME}`, MAP_HEAD_KEY].map((key) => this.bucket.arnForObjects(key)),
        conditions: {
          Null: { 's3:if-match': 'true', 's3:if-none-match': 'true' },
          Bool: { 's3:ObjectCreationOperation': 'true' },
        },
      }),
    );
  }
}

class ImportedTieredBucket extends TieredBucketBase {
  constructor(
    scope: Construct,
    id: string,
    public readonly bucket: s3.IBucket,
  ) {
    super(scope, id);
    const resource = bucket.node.defaultChild;
    if (resource instanceof s3.CfnBucket) {
      guardHomes(this, resource, bucket.encryptionKey);
      this.warnOfMissingVersions(resource);
    }
  }

  private warnOfMissingVersions(resource: s3.CfnBucket): void {
    const versioning = Stack.of(resource).resolve(resource.versioningConfiguration);
    if (versioning?.status !== 'Enabled') {
      Annotations.of(this).addWarningV2(
        'cdk-elastic-fleet:HomesWithoutVersions',
        `The bucket '${resource.node.path}' keeps no versions, so no shard can be restored to an earlier time, and what a mistake deletes ` +
          'is gone. Set versioned to true, and let old versions expire by a lifecycle rule.',
      );
    }
  }
}

function guardHomes({ node }: Construct, resource: s3.CfnBucket, key?: kms.IKey): void {
  node.addValidation(new HomesGuard(resource));
  node.addValidation(new KeyStaysCheck(resource, key));
}

function isFarEnough(glacierAfter: Duration, deepArchiveAfter: Duration): boolean {
  if (glacierAfter.isUnresolved() || deepArchiveAfter.isUnresolved()) {
    return true;
  }
  const gapDays = deepArchiveAfter.toDays({ integral: false }) - glacierAfter.toDays({ integral: false });
  return gapDays >= GLACIER_MINIMUM.toDays();
}
