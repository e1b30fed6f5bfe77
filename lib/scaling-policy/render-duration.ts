import { type Duration, Lazy } from 'aws-cdk-lib';

/** Returns the duration in a unit. A token in another one, which CDK converts into none, remains a token: whoever takes none names it. */
export function renderDuration(duration: Duration, unit: 'seconds' | 'minutes'): number {
  if (duration.isUnresolved() && duration.unitLabel() !== unit) {
    return Lazy.number({ produce: () => Number.NaN });
  }
  return unit === 'seconds' ? duration.toSeconds({ integral: false }) : duration.toMinutes({ integral: false });
}
