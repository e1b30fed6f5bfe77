import { isStale, type TimedEvent } from '../environment/is-stale';
import type { ScalerPorts, ScalerSettings } from './scaler-ports';
import { runScalerTick } from './scaler-tick';

/** Returns the function that Lambda calls: a tick for each event that is not stale. */
export function handleScalerEvent(ports: ScalerPorts, settings: ScalerSettings) {
  return async (event: TimedEvent): Promise<void> => {
    if (isStale(event, ports.clock())) {
      ports.log.log('warn', `a tick of ${event.time} came too late and is ignored`, { code: 'stale-tick' });
      return;
    }
    await runScalerTick(ports, settings);
  };
}
