import { NoSuchBucket, NoSuchKey, S3ServiceException } from '@aws-sdk/client-s3';
import { MissingBucketError, MissingObjectError, PermissionError } from '../errors';

const REFUSALS = ['AccessDenied', 'AllAccessDisabled', 'AccountProblem', 'InvalidAccessKeyId', 'SignatureDoesNotMatch'];

/**
 * Returns S3's fault under the name that heartbeats and the runbook know, or the very fault where it has none.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function nameS3Fault(error: unknown, bucket: string, key: string): unknown {
  if (!(error instanceof S3ServiceException)) {
    return error;
  }
  const place = `s3://${bucket}/${key}`;
  if (error instanceof NoSuchBucket || error.name === 'NoSuchBucket') {
    return new MissingBucketError(`${place}: the bucket ${bucket} does not exist`, { cause: error });
  }
  if (error instanceof NoSuchKey || error.name === 'NoSuchKey') {
    return new MissingObjectError(`${place}: the object does not exist, although a manifest names it`, {
      cause: error,
    });
  }
  if (REFUSALS.includes(error.name) || error.$metadata.httpStatusCode === 403) {
    const message = `${place}: S3 refuses (${error.name}): ${error.message}; check the node's role and the bucket's policy`;
    return new PermissionError(message, { cause: error });
  }
  return error;
}

/** Waits for a call to S3 and names its fault. */
export async function withNamedFault<Result>(call: Promise<Result>, bucket: string, key: string): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    throw nameS3Fault(error, bucket, key);
  }
}
