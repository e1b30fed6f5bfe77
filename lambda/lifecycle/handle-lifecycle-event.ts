import { isStale, type TimedEvent } from '../environment/is-stale';
import type { LifecyclePorts, LifecycleSettings } from './lifecycle-ports';
import { runLifecycleTick } from './lifecycle-tick';

/** Returns the function that Lambda calls, by the schedule or by a hook's event: a tick for each that is not stale. */
export function handleLifecycleEvent(ports: LifecyclePorts, settings: LifecycleSettings) {
  return async (event: TimedEvent): Promise<void> => {
    if (isStale(event, ports.clock())) {
      ports.log.log('warn', `an event of ${event.time} came too late and is ignored`, { code: 'stale-tick' });
      return;
    }
    await runLifecycleTick(ports, settings);
  };
}
