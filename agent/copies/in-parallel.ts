import { setMaxListeners } from 'node:events';

/**
 * Does work for each item, at most so many at once, and returns the results in order. After a failure nothing new is
 * begun; what is under way is told by `signal`, waited for, and the first failure is thrown. The outer signal is listened to
 * only meanwhile: `AbortSignal.any` would leave some of each call with it, and a shard may have a million files.
 * @see https://github.com/nodejs/node/issues/54614
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
  outer?: AbortSignal,
): Promise<Result[]> {
  const inner = new AbortController();
  const { signal } = inner;
  const endWithOuter = () => inner.abort(outer?.reason);
  outer?.addEventListener('abort', endWithOuter, { once: true });
  if (outer?.aborted) {
    endWithOuter();
  }
  setMaxListeners(0, signal);
  const results = new Array<Result>(items.length);
  const queue = items.entries();
  const workers = Array.from({ length: Math.min(limit, items.length) }, async () => {
    for (const [index, item] of queue) {
      signal.throwIfAborted();
      results[index] = await work(item, signal);
    }
  });
  const guarded = workers.map((worker) =>
    worker.catch((error: unknown) => {
      inner.abort(error);
      throw error;
    }),
  );
  const ends = await Promise.allSettled(guarded);
  outer?.removeEventListener('abort', endWithOuter);
  if (ends.some((end) => end.status === 'rejected')) {
    throw signal.reason;
  }
  return results;
}
