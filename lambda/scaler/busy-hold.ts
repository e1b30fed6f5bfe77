import { hold, type ScalingHold } from '../../core/scaling/scaling-decision';
import type { ScalingInProgressError } from '../adapters/scaling-in-progress-error';

/** Returns the hold that a change becomes which the group was too busy for. */
export function busyHold({ message }: ScalingInProgressError): ScalingHold {
  return hold('scaling-in-progress', message, true);
}
