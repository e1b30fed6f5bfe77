import { NoGroupError } from '../adapters/no-group-error';
import type { LogPort } from '../ports';
import { checkClock } from './check-clock';
import { isStale, type TimedEvent } from './is-stale';

/** What receiving ticks needs of the world. */
interface TickPorts {
  readonly log: LogPort;
  readonly clock: () => number;
}

/**
 * Returns the function that Lambda calls: a tick for each event that is not stale, and its answer. Functions exist before
 * their group and after it, so a missing group is no failure; it is logged, and the next tick looks again. Rejects with
 * `WrongClockError` on a host whose clock is far off.
 */
export function handleTicks<Answer>(ports: TickPorts, runTick: () => Promise<Answer>) {
  return async (event: TimedEvent): Promise<Answer | undefined> => {
    const nowMs = ports.clock();
    checkClock(event, nowMs);
    if (isStale(event, nowMs)) {
      ports.log.log('warn', `an event of ${event.time} came too late and is ignored`, { code: 'stale-tick' });
      return undefined;
    }
    try {
      return await runTick();
    } catch (error) {
      if (!(error instanceof NoGroupError)) {
        throw error;
      }
      ports.log.log('warn', error.message, { code: 'no-group' });
      return undefined;
    }
  };
}
