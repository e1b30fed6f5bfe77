import type { Revision } from './file-system';

/**
 * Before Linux 6.13 a file's time is that of the last tick, up to 10 ms ago, so two writes within one have the same.
 *
 * @see https://docs.kernel.org/filesystems/multigrain-ts.html
 */
const TICK_MS = 10;
/** Both times are whole milliseconds here, and a timer may ring one early. */
const ROUNDING_MS = 2;
/** After so long any later write shows in a file's time. */
export const SURELY_OVER_MS = TICK_MS + ROUNDING_MS;
const NANOSECONDS_A_MILLISECOND = 1_000_000n;

/** What waiting for a tick needs. */
export interface TickPorts {
  readonly revision: () => Promise<Revision>;
  /** The machine's time, which files have, too. */
  readonly nowMs: () => number;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

/**
 * Returns a file's revision once any later write must show in it; `undefined` when the file was written meanwhile. Whoever reads the file after
 * that knows its content by its revision. A time in the future is no later write's either.
 */
export async function settledRevision({ revision, nowMs, pause }: TickPorts): Promise<Revision | undefined> {
  const before = await revision();
  const ageMs = nowMs() - Number(BigInt(before.mtimeNs) / NANOSECONDS_A_MILLISECOND);
  if (ageMs < 0 || ageMs >= SURELY_OVER_MS) {
    return before;
  }
  await pause(SURELY_OVER_MS - ageMs);
  const after = await revision();
  return after.mtimeNs === before.mtimeNs ? after : undefined;
}
