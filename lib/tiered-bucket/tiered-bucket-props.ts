import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** Properties of a `TieredBucket`. */
export interface TieredBucketProps {
  /**
   * Key that encrypts the objects, with a bucket key so that KMS is asked seldom. Objects from before a change of key take the old one until
   * S3 is told to update their encryption: keep that key, and let whoever reads them decrypt with it.
   *
   * @default - keys that S3 manages
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/update-sse-encryption.html
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * When archived objects go to Glacier Flexible Retrieval, in whole days from 0 to 3650.
   *
   * @default Duration.days(1)
   */
  readonly glacierAfter?: Duration;

  /**
   * When archived objects go to Glacier Deep Archive, in whole days; at least 90 days after `glacierAfter`, which are
   * billed in any case.
   *
   * @default Duration.days(180)
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
   */
  readonly deepArchiveAfter?: Duration;

  /**
   * How long a version stays after a newer one or a deletion replaced it, in whole days from 1 to 3650: the time in
   * which a mistake can be undone.
   *
   * @default Duration.days(30)
   */
  readonly noncurrentVersionExpiration?: Duration;

  /**
   * How long an unfinished multipart upload stays, in whole days from 1 to 365.
   *
   * @default Duration.days(1)
   */
  readonly abortIncompleteUploadsAfter?: Duration;

  /**
   * Whether S3 sends events, such as the end of a restore, to EventBridge.
   *
   * @default false
   */
  readonly eventBridgeEnabled?: boolean;

  /**
   * Bucket that receives server access logs.
   *
   * @default - requests are not logged
   */
  readonly serverAccessLogsBucket?: s3.IBucket;

  /**
   * What becomes of the bucket when it leaves the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether every object is deleted with the bucket; accepted only together with `RemovalPolicy.DESTROY`.
   *
   * @default false
   */
  readonly autoDeleteObjects?: boolean;

  /**
   * Name of the bucket.
   *
   * @default - a name that CloudFormation makes
   */
  readonly bucketName?: string;
}
