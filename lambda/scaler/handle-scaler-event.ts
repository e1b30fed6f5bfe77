import { handleTicks } from '../environment/handle-ticks';
import type { ScalerPorts, ScalerSettings } from './scaler-ports';
import { runScalerTick } from './scaler-tick';

/** Returns the function that Lambda calls for each of the scaler's events. */
export function handleScalerEvent(ports: ScalerPorts, settings: ScalerSettings) {
  return handleTicks(ports, () => runScalerTick(ports, settings));
}
