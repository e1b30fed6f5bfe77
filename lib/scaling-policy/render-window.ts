import { renderDuration } from './render-duration';
import type { ScalingWindow } from './scaling-window';

/** Returns the window as policies for handlers write it. */
export function renderWindow({ timeZone, duration, ...window }: ScalingWindow) {
  return { ...window, timeZone: timeZone.timezoneName, minutes: renderDuration(duration, 'minutes') };
}
