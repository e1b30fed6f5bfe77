import { handleTicks } from '../environment/handle-ticks';
import type { LifecyclePorts, LifecycleSettings } from './lifecycle-ports';
import { runLifecycleTick } from './lifecycle-tick';

/** Returns the function that Lambda calls for each of the lifecycle's events. */
export function handleLifecycleEvent(ports: LifecyclePorts, settings: LifecycleSettings) {
  return handleTicks(ports, () => runLifecycleTick(ports, settings));
}
