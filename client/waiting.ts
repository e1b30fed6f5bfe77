import { setMaxListeners } from 'node:events';
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

/** Whether the time has passed; false as soon as the signal ends the wait. Does not keep the process alive. */
export async function hasPassed(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return pause(milliseconds, true, { signal, ref: false }).catch(() => false);
}

/** Settles as the work does, or rejects as soon as the signal is aborted; the work goes on for others. */
export function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * A signal that is aborted after a time, or with other signals, until it is let go of. Unlike `AbortSignal.any` it leaves
 * nothing with signals that live on, and unlike `AbortSignal.timeout` it is not collected before it is aborted.
 * @see https://github.com/nodejs/node/issues/54614
 */
export class TimeLimit {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly stopListening: readonly (() => void)[];
  private isOver = false;

  constructor(
    readonly milliseconds: number,
    others: readonly (AbortSignal | undefined)[],
  ) {
    this.timer = setTimeout(() => this.expire(), milliseconds);
    this.stopListening = others.flatMap((other) => (other ? this.follow(other) : []));
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Whether the time has passed, and not another signal come first. */
  get hasExpired(): boolean {
    return this.isOver;
  }

  release(): void {
    clearTimeout(this.timer);
    for (const stop of this.stopListening) {
      stop();
    }
  }

  private expire(): void {
    this.isOver = !this.signal.aborted;
    this.controller.abort(new DOMException(`no answer within the timeout of ${this.milliseconds} ms`, 'TimeoutError'));
  }

  private follow(other: AbortSignal): () => void {
    const abort = () => this.controller.abort(other.reason);
    // Any number of callers may wait at once, and each stops listening.
    setMaxListeners(0, other);
    other.addEventListener('abort', abort, { once: true });
    if (other.aborted) {
      abort();
    }
    return () => other.removeEventListener('abort', abort);
  }
}

/**
 * Returns what the work does. When the time limit or the other signal says so, the work is told by its signal to end early, and
 * is waited for no longer.
 */
export async function withinLimit<Result>(
  milliseconds: number,
  other: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = new TimeLimit(milliseconds, [other]);
  try {
    return await orAborted(work(limit.signal), limit.signal);
  } finally {
    limit.release();
  }
}
