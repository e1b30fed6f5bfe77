import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ARCHIVE_PREFIX } from '../../core/contract/object-keys';
import type { TieredBucketProps } from './tiered-bucket-props';

/**
 * Objects of less than 128 KiB cost more in Glacier than where they are. The filter of S3 is exclusive, hence one less.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
const GREATER_THAN_BYTES = 128 * 1024 - 1;

export const DEFAULT_GLACIER_AFTER = Duration.days(1);
export const DEFAULT_DEEP_ARCHIVE_AFTER = Duration.days(180);

/** Returns the bucket's rules: tidying everywhere, transitions for the archive alone. */
export function renderLifecycleRules(props: TieredBucketProps): s3.LifecycleRule[] {
  return [
    {
      id: 'expire-old-versions-and-unfinished-uploads',
      noncurrentVersionExpiration: props.noncurrentVersionExpiration ?? Duration.days(30),
      abortIncompleteMultipartUploadAfter: props.abortIncompleteUploadsAfter ?? Duration.days(1),
      expiredObjectDeleteMarker: true,
    },
    {
      id: 'archive-to-glacier',
      prefix: ARCHIVE_PREFIX,
      objectSizeGreaterThan: GREATER_THAN_BYTES,
      transitions: [
        {
          storageClass: s3.StorageClass.GLACIER,
          transitionAfter: props.glacierAfter ?? DEFAULT_GLACIER_AFTER,
        },
        {
          storageClass: s3.StorageClass.DEEP_ARCHIVE,
          transitionAfter: props.deepArchiveAfter ?? DEFAULT_DEEP_ARCHIVE_AFTER,
        },
      ],
    },
  ];
}
