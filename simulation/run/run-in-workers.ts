import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Batch } from './run-batch';
import { emptyTally, mergeTally, type Tally } from './tally';

/** Most of what a schedule makes dies young; a large young generation collects it rarely. */
const YOUNG_GENERATION_MB = 64;

/** Runs schedules on several threads; the same seeds as on one. */
export async function runInWorkers(batch: Omit<Batch, 'stride'>, workers: number): Promise<Tally> {
  const before = process.cpuUsage();
  const parts = Array.from({ length: workers }, (_, index) => {
    const schedules = Math.floor(batch.schedules / workers) + (index < batch.schedules % workers ? 1 : 0);
    return runInWorker({ ...batch, firstSeed: batch.firstSeed + index, schedules, stride: workers });
  });
  const total = emptyTally();
  for (const part of await Promise.all(parts)) {
    mergeTally(total, part);
  }
  const used = process.cpuUsage(before);
  total.cpuMs = (used.user + used.system) / 1000;
  total.broken.sort((left, right) => left.seed - right.seed);
  return total;
}

function runInWorker(batch: Batch): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(__dirname, 'worker.js'), {
      workerData: batch,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
