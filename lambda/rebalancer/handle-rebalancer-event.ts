import { isStale, type TimedEvent } from '../environment/is-stale';
import type { RebalancerPorts, RebalancerSettings } from './rebalancer-ports';
import { runRebalancerTick } from './rebalancer-tick';

/** Returns the function that Lambda calls: a tick for each event that is not stale. */
export function handleRebalancerEvent(ports: RebalancerPorts, settings: RebalancerSettings) {
  return async (event: TimedEvent): Promise<void> => {
    if (isStale(event, ports.clock())) {
      ports.log.log('warn', `a tick of ${event.time} came too late and is ignored`, { code: 'stale-tick' });
      return;
    }
    await runRebalancerTick(ports, settings);
  };
}
