import { handleTicks } from '../environment/handle-ticks';
import type { RebalancerPorts, RebalancerSettings } from './rebalancer-ports';
import { runRebalancerTick } from './rebalancer-tick';

/** Returns the function that Lambda calls for each of the rebalancer's events. */
export function handleRebalancerEvent(ports: RebalancerPorts, settings: RebalancerSettings) {
  return handleTicks(ports, () => runRebalancerTick(ports, settings));
}
