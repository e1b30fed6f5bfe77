/** Calls `work` for every item, at most `limit` at once; rejects with the first fault once what was started has ended. */
export async function inParallel<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const faults: unknown[] = [];
  for await (const item of items) {
    const task = work(item)
      .catch((error: unknown) => {
        faults.push(error);
      })
      .finally(() => running.delete(task));
    running.add(task);
    if (running.size >= limit) {
      await Promise.race(running);
    }
    if (faults.length > 0) {
      break;
    }
  }
  await Promise.all(running);
  if (faults.length > 0) {
    throw faults[0];
  }
}
