import { getEventListeners } from 'node:events';

/** Returns how much listens to a signal: its listeners, and the signals that `AbortSignal.any` has made of it. */
export function leftWith(signal: AbortSignal): number {
  const sets = Object.getOwnPropertySymbols(signal).map((symbol) => (signal as never)[symbol] as unknown);
  const made = sets.reduce<number>((count, set) => count + (set instanceof Set ? set.size : 0), 0);
  return getEventListeners(signal, 'abort').length + made;
}
