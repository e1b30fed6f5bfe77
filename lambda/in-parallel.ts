/**
 * Does the work for the items in their order, so many at a time. The first fault ends it, once what was begun has ended: Lambda
 * freezes a function that has answered, and would let it write on when it is called the next time.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export async function inParallel<Item>(
  width: number,
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const faults: unknown[] = [];
  const worker = async () => {
    for (let next = queue.next(); !next.done && faults.length === 0; next = queue.next()) {
      await work(next.value).catch((fault: unknown) => faults.push(fault));
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  if (faults.length > 0) {
    throw faults[0];
  }
}
