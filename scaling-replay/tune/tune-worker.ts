import { parentPort, workerData } from 'node:worker_threads';
import type { Candidate } from './candidate';
import { replayCandidate, type TunedLoad } from './replay-candidate';

/** A thread of `tune`: it is given the load once, and answers each candidate with what it came to. */
parentPort?.on('message', (candidate: Candidate) => {
  parentPort?.postMessage(replayCandidate(workerData as TunedLoad, candidate));
});
