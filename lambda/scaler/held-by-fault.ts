import { hold, type ScalingHold } from '../../core/scaling/scaling-decision';
import { ScalingInProgressError } from '../adapters/scaling-in-progress-error';

/** Returns the hold that a change becomes which failed. Unless the group was just busy, the tick is to fail with it in the end. */
export function heldByFault(kind: string, fault: unknown, faults: unknown[]): ScalingHold {
  if (fault instanceof ScalingInProgressError) {
    return hold('scaling-in-progress', fault.message, true);
  }
  faults.push(fault);
  return hold('refused', `${kind} failed: ${fault}`, true);
}
