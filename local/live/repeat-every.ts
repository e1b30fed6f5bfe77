import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does the work at once, and again so many milliseconds after each start or as soon as it is done, until aborted. Work
 * that is under way then is finished first.
 */
export async function repeatEvery(
  intervalMs: number,
  signal: AbortSignal,
  work: (startMs: number) => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    const startMs = Date.now();
    await work(startMs);
    await pause(startMs + intervalMs - Date.now(), signal);
  }
}

/** Resolves after the time, or as soon as the signal is aborted. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(Math.max(0, milliseconds), undefined, { signal });
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}
