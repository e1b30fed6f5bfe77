/** Work that comes back again and again. */
export interface Repetition {
  /** From the start of one run to the start of the next, in milliseconds; a longer run is followed by the next at once. */
  readonly everyMs: () => number;
  readonly work: () => Promise<void>;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

/** Runs the work until the signal is aborted, never twice at once. Rejects with what the work rejects with. */
export async function repeat({ everyMs, work, clock, signal }: Repetition): Promise<void> {
  while (!signal.aborted) {
    const startedMs = clock();
    await work();
    await pause(Math.max(0, startedMs + everyMs() - clock()), signal);
  }
}

/** Resolves after the time, or as soon as the signal is aborted. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
}

/** Settles as the work does, or resolves after the time; the work then goes on unwatched. */
export async function orAfter(work: Promise<unknown>, milliseconds: number): Promise<void> {
  const ended = new AbortController();
  try {
    await Promise.race([work, pause(milliseconds, ended.signal)]);
  } finally {
    ended.abort();
  }
}

/** Settles as the work does, or resolves as soon as the signal is aborted; the work then goes on unwatched. */
export function orAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => resolve();
    signal.addEventListener('abort', end, { once: true });
    work.then(end, reject).finally(() => signal.removeEventListener('abort', end));
    if (signal.aborted) {
      end();
    }
  });
}
