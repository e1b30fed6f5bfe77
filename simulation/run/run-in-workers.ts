import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Batch } from './run-batch';
import { emptyTally, mergeTally, type Tally } from './tally';

/**
 * Most of what a schedule makes dies young, so helpers that collect beside it cost more than they bring. The work is spread over
 * hundreds of functions, and to compile those with more of what they call written into them costs more than it brings too.
 */
const NODE_FLAGS = [
  '--single-threaded-gc',
  '--min-semi-space-size=24',
  '--max-semi-space-size=24',
  '--max-inlined-bytecode-size-cumulative=460',
];

/** Runs schedules in several processes; the same seeds as in one. */
export async function runInWorkers(batch: Omit<Batch, 'stride'>, workers: number): Promise<Tally> {
  const parts = Array.from({ length: workers }, (_, index) => {
    const schedules = Math.floor(batch.schedules / workers) + (index < batch.schedules % workers ? 1 : 0);
    return runInWorker({ ...batch, firstSeed: batch.firstSeed + index, schedules, stride: workers });
  });
  const total = emptyTally();
  for (const part of await Promise.all(parts)) {
    mergeTally(total, part);
  }
  total.broken.sort((left, right) => left.seed - right.seed);
  return total;
}

/** @throws Error when the process ends before it has answered. */
function runInWorker(batch: Batch): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const worker = fork(join(__dirname, 'worker.js'), { execArgv: NODE_FLAGS, serialization: 'advanced' });
    worker.once('message', (tally) => resolve(tally as Tally));
    worker.once('error', reject);
    worker.once('exit', (status) => reject(new Error(`a worker ended with status ${status}`)));
    worker.send(batch);
  });
}
