const CONNECTION_MS = 3000;

/**
 * Returns the limits of a client's requests: without them a connection that died without a word, e.g. while Lambda had the function
 * frozen, holds a tick until Lambda ends it.
 *
 * @param longestMs until an answer begins, and then without a byte of it
 */
export function requestLimits(longestMs: number) {
  return {
    connectionTimeout: Math.min(CONNECTION_MS, longestMs),
    requestTimeout: longestMs,
    throwOnRequestTimeout: true,
    socketTimeout: longestMs,
  };
}

/** Longer than any call of a tick takes, and little enough that another attempt fits into the tick's 50 seconds. */
export const CLIENT_LIMITS = { requestHandler: requestLimits(15_000) } as const;
