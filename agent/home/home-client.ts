import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

/**
 * Returns the S3 client of a node: requests are repeated a few times, and one that makes no progress ends. Checksums of
 * answers are left to the manifests, because S3 has none for ranges.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance-guidelines.html
 */
export function homeClient(changes: S3ClientConfig = {}): S3Client {
  return new S3Client({
    maxAttempts: 4,
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 3000,
      /** Until the answer begins. */
      requestTimeout: 30_000,
      throwOnRequestTimeout: true,
      /** Without a byte. */
      socketTimeout: 15_000,
      httpsAgent: { maxSockets: MAX_SOCKETS, keepAlive: true },
      httpAgent: { maxSockets: MAX_SOCKETS, keepAlive: true },
    },
    ...changes,
  });
}

/** Above the parts under way, so that manifests never wait for data. */
const MAX_SOCKETS = 64;
