/**
 * Parts of one object.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
 */
const MAX_PARTS = 10_000;

/** Returns how large the parts of an object are, in bytes: as wished, unless it had more of them than S3 takes. Pure. */
export function partBytesOf(sizeBytes: number, wishedBytes: number): number {
  return Math.max(wishedBytes, Math.ceil(sizeBytes / MAX_PARTS));
}
