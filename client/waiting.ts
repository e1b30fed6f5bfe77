import { setTimeout as pause } from 'node:timers/promises';

/** A timer's limit; a longer time would be none at all. */
const LONGEST_TIME_MS = 2 ** 31 - 1;

/** Returns the time that was given, in milliseconds. @throws RangeError when it is no time of at least so many. */
export function checkTime(name: string, given: number, least: number): number {
  if (typeof given !== 'number' || !(given >= least) || given > LONGEST_TIME_MS) {
    throw new RangeError(`${name} is ${String(given)}; accepted: milliseconds from ${least} to ${LONGEST_TIME_MS}`);
  }
  return given;
}

/** Whether the time has passed; false as soon as the signal ends the wait. */
export async function hasPassed(
  milliseconds: number,
  signal: AbortSignal,
  keepsProcessAlive = false,
): Promise<boolean> {
  return pause(milliseconds, true, { signal, ref: keepsProcessAlive }).catch(() => false);
}

/** Settles as the work does, or rejects as soon as the signal is aborted; the work goes on for others. */
export function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * Returns what the work does, which is told by its signal to end early when the time limit or the other signal says so.
 * The timer holds the limit: Node may collect an `AbortSignal.timeout` that only `AbortSignal.any` refers to, unfired.
 */
export async function withinLimit<Result>(
  milliseconds: number,
  other: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = new AbortController();
  const expire = () =>
    limit.abort(new DOMException(`no answer within the timeout of ${milliseconds} ms`, 'TimeoutError'));
  const timer = setTimeout(expire, milliseconds);
  try {
    return await work(AbortSignal.any([other, limit.signal]));
  } finally {
    clearTimeout(timer);
  }
}
