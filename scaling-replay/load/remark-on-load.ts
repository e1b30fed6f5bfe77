import { looksLikeCounter } from './counter-growth';
import type { Load, LoadReading } from './load';

/** Returns what a reader of figures should know about the load they are from; empty for most. */
export function remarkOnLoad({ values, filledMinutes }: Load, { missing, isCounter }: LoadReading): readonly string[] {
  const remarks: string[] = [];
  if (filledMinutes > 0) {
    const counted = isCounter ? 'a share of the growth over the gap' : 'the value before it';
    remarks.push(
      `${filledMinutes} of ${values.length} minutes are missing; each ${missing === 'zero' && !isCounter ? 'counts as nothing asked' : `holds ${counted}`}`,
    );
  }
  if (!isCounter && looksLikeCounter(values)) {
    remarks.push('the values grow in almost every minute: if they are those of a counter, give --counter');
  }
  return remarks;
}
