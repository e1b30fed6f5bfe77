import { looksLikeCounter } from './counter-growth';
import { isEpochMinute } from './epoch-minute';
import type { Load, LoadReading } from './load';

/** Returns what a reader of figures should know about the load they are from; empty for most. */
export function remarkOnLoad(load: Load, { missing, isCounter, times }: LoadReading): readonly string[] {
  const { values, filledMinutes } = load;
  const remarks: string[] = [];
  if (filledMinutes > 0) {
    const counted = isCounter ? 'a share of the growth over the gap' : 'the value before it';
    remarks.push(
      `${filledMinutes} of ${values.length} minutes are missing; each ${missing === 'zero' && !isCounter ? 'counts as nothing asked' : `holds ${counted}`}`,
    );
  }
  if (times === undefined && mayBeSeconds(load)) {
    remarks.push('its times are replayed as minutes: if they count seconds, give --times seconds');
  }
  // After a minute that counts as nothing asked, any value grows.
  const measured = missing === 'zero' ? values.length : values.length - filledMinutes;
  if (!isCounter && looksLikeCounter(values, measured)) {
    remarks.push('the values grow almost every time: if they are those of a counter, give --counter');
  }
  return remarks;
}

/** A value each minute, or more seldom, in seconds from the load's beginning leaves all but one of sixty minutes out. */
const SECONDS_MISSING_SHARE = 0.95;

function mayBeSeconds({ values, filledMinutes, firstMinute }: Load): boolean {
  return filledMinutes > values.length * SECONDS_MISSING_SHARE && !isEpochMinute(firstMinute);
}
