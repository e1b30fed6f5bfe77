import { type S3Client, S3ServiceException } from '@aws-sdk/client-s3';

/** Who is told how requests go: asked when one begins, and what it returned is called when that one meets congestion. */
export interface CongestionWatch {
  watch(): () => void;
}

/**
 * Tells of each request of the client, and of each time that the client repeats one, whether S3 throttled it, or it ran out
 * of time or broke off before an answer. What breaks off while the answer's body is read is the reader's to tell.
 */
export function watchCongestion(client: S3Client, congestion: CongestionWatch): void {
  client.middlewareStack.add(
    (next) => async (request) => {
      const met = congestion.watch();
      try {
        return await next(request);
      } catch (error) {
        if (isCongestion(error)) {
          met();
        }
        throw error;
      }
    },
    // Behind the middleware that repeats requests, so that it meets each of them.
    { step: 'finalizeRequest', priority: 'low', name: 'watchCongestion' },
  );
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const THROTTLED = ['SlowDown', 'RequestTimeout', 'ServiceUnavailable', 'Throttling', 'ThrottlingException'];
const THROTTLED_STATUS = [429, 503];
const BROKEN_OFF = ['TimeoutError', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE'];

/** Whether fewer requests at once may help. */
export function isCongestion(error: unknown): boolean {
  if (error instanceof S3ServiceException) {
    return THROTTLED.includes(error.name) || THROTTLED_STATUS.includes(error.$metadata.httpStatusCode ?? 0);
  }
  const { name = '', code = '' } = (error ?? {}) as { readonly name?: string; readonly code?: string };
  return BROKEN_OFF.includes(name) || BROKEN_OFF.includes(code);
}
