import { parentPort, workerData } from 'node:worker_threads';
import { type Batch, runBatch } from './run-batch';

/** One thread of a run. */
runBatch(workerData as Batch).then((tally) => parentPort?.postMessage(tally));
