/** Returns what the work returns, or throws the signal's reason as soon as it is aborted, whatever the work waits for. */
export async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) {
    return work;
  }
  const stopListening = new AbortController();
  const abortion = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) {
      stop();
    }
    signal.addEventListener('abort', stop, { once: true, signal: stopListening.signal });
  });
  try {
    return await Promise.race([work, abortion]);
  } finally {
    stopListening.abort();
  }
}
