import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';

export const READ: readonly string[] = ['s3:GetObject'];
export const WRITE: readonly string[] = [...READ, 's3:PutObject', 's3:AbortMultipartUpload'];
export const DELETE = 's3:DeleteObject';
export const READ_WRITE: readonly string[] = [...WRITE, DELETE];
/** For small objects, which are written in one piece. */
export const READ_WRITE_SMALL: readonly string[] = [...READ, 's3:PutObject', 's3:DeleteObject'];
/** For going back to what objects were. */
export const READ_VERSIONS = 's3:GetObjectVersion';
/** For taking a delete marker away, which is a version; it also allows deleting for good. */
export const DELETE_VERSIONS = 's3:DeleteObjectVersion';
export const RESTORE = 's3:RestoreObject';

/** What is granted under one prefix. */
export interface ObjectGrant {
  /** First part of the keys, or a pattern of whole keys with `*`. */
  readonly prefix: string;
  readonly actions: readonly string[];
  /** Whether the bucket's key must encrypt as well as decrypt. */
  readonly write: boolean;
  /** Whether versions may be listed, too. */
  readonly listVersions?: boolean;
}

/**
 * Grants single actions on the objects under one prefix, and listing the bucket.
 *
 * Listing has no condition on the prefix: with one, S3 answers a read of a missing object with 403 instead of 404, and a
 * client could not tell a shard without a home from a home it may not read.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function grantObjects(bucket: s3.IBucket, grantee: iam.IGrantable, grant: ObjectGrant): iam.Grant {
  if (grant.write) {
    bucket.encryptionKey?.grantEncryptDecrypt(grantee);
  } else {
    bucket.encryptionKey?.grantDecrypt(grantee);
  }
  const list = iam.Grant.addToPrincipalOrResource({
    grantee,
    actions: ['s3:ListBucket', ...(grant.listVersions ? ['s3:ListBucketVersions'] : [])],
    resourceArns: [bucket.bucketArn],
    resource: bucket,
  });
  const objects = iam.Grant.addToPrincipalOrResource({
    grantee,
    actions: [...grant.actions],
    resourceArns: [bucket.arnForObjects(patternOf(grant.prefix))],
    resource: bucket,
  });
  return list.combine(objects);
}

function patternOf(prefix: string): string {
  return prefix.includes('*') ? prefix : `${prefix}*`;
}
