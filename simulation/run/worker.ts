import { type Batch, runBatch } from './run-batch';

/** One process of a run: it is told its batch, answers with the tally, and ends. */
process.once('message', (batch) => {
  runBatch(batch as Batch).then((tally) => process.send?.(tally, () => process.disconnect()));
});
