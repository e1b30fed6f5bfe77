import { STALE_AFTER_MS, type TimedEvent } from './is-stale';
import { WrongClockError } from './wrong-clock-error';

/** EventBridge and Lambda drop an event after a minute each, so an older one tells of a clock, not of a late delivery. */
const IMPOSSIBLE_AGE_MS = 10 * 60_000;

/**
 * Compares this host's clock with the one that stamped the event: two hosts whose clocks are far apart, at ticks that
 * follow each other closely, would make a live node look silent for as long.
 * @throws WrongClockError when the event is from the future, or older than any event can be.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export function checkClock(event: TimedEvent, nowMs: number): void {
  const ageMs = nowMs - Date.parse(event.time ?? '');
  if (ageMs < -STALE_AFTER_MS || ageMs > IMPOSSIBLE_AGE_MS) {
    const side = ageMs < 0 ? 'behind' : 'ahead of';
    const seconds = Math.round(Math.abs(ageMs) / 1000);
    throw new WrongClockError(
      `the clock of this host is ${seconds} s ${side} the event of ${event.time}: nothing is decided by it; ` +
        'the next tick runs on another host or with a mended clock',
    );
  }
}
