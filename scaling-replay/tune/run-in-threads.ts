import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Work for threads. */
export interface ThreadedWork<Shared, Task> {
  /** Script of a thread: it finds what is shared in `workerData`, and answers each task with one message. */
  readonly script: string;
  readonly shared: Shared;
  readonly tasks: readonly Task[];
  /** Is told how many tasks are done. */
  readonly onDone: (done: number) => void;
}

/** Returns the answer of each task, in their order, from as many threads as there are cores. @throws what a thread throws. */
export async function runInThreads<Shared, Task, Result>(work: ThreadedWork<Shared, Task>): Promise<Result[]> {
  const { script, shared, tasks } = work;
  const count = Math.min(availableParallelism(), tasks.length);
  const threads = Array.from({ length: count }, () => new Worker(script, { workerData: shared }));
  const results: Result[] = [];
  const queue = tasks.entries();
  let done = 0;
  const note = (index: number, result: Result) => {
    results[index] = result;
    done += 1;
    work.onDone(done);
  };
  try {
    await Promise.all(threads.map((thread) => drain(thread, queue, note)));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  return results;
}

/** Takes tasks until there are no more. `once` throws what the thread throws. */
async function drain<Task, Result>(
  thread: Worker,
  queue: IterableIterator<[number, Task]>,
  note: (index: number, result: Result) => void,
): Promise<void> {
  for (const [index, task] of queue) {
    thread.postMessage(task);
    const [result] = await once(thread, 'message');
    note(index, result as Result);
  }
}
