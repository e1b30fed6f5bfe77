import { InterruptedError } from '../cloud/local-cloud-error';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Returns what the work returns; a signal to our process aborts the work, which then cleans up and rejects with an
 * InterruptedError. A second one no longer waits for that.
 */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const interrupt = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      process.exit(exitStatus(signal));
    }
    controller.abort(new InterruptedError(signal));
  };
  for (const signal of SIGNALS) {
    process.on(signal, interrupt);
  }
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) {
      process.off(signal, interrupt);
    }
  }
}

/** Returns the exit status by which shells know that a signal ended a process. */
export function exitStatus(signal: NodeJS.Signals): number {
  const numbers: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
  return 128 + (numbers[signal] ?? 0);
}
