import type { ThresholdRule } from './scaling-policy';
import { type Judgement, loadOfUnit, shown, type UnitLoad } from './unit-load';
import { unitsFor } from './units-for';

/** Returns the fewest units that stay at or below `outAbove`, or those that remain when units below `inBelow` go. Pure. */
export function judgeThreshold(load: UnitLoad, { metric, outAbove, inBelow }: ThresholdRule): Judgement {
  const { total, desired, least } = load;
  const each = loadOfUnit(load);
  const needed = Math.max(least, each > outAbove ? unitsFor(total, outAbove) : 0);
  const text = `${metric} is ${shown(each)} a unit at ${desired} units`;
  if (needed > desired) {
    const reason = { code: 'above-threshold', text: `${text}, above ${outAbove}: ${needed} are needed` };
    return { out: needed, keep: needed, reason };
  }
  const remaining = remainingUnits(total, { outAbove, inBelow });
  if (remaining < desired && least === 0) {
    const reason = { code: 'below-threshold', text: `${text}, below ${inBelow}: ${remaining} are enough` };
    return { out: remaining, keep: remaining, reason };
  }
  const between = `${text}; out above ${outAbove}, in below ${inBelow} if the rest stays below ${outAbove}`;
  return { out: desired, keep: desired, reason: { code: 'between-thresholds', text: between } };
}

/** Units stop leaving one by one where the next would come to `inBelow`, or those left without it to `outAbove`. */
function remainingUnits(total: number, { outAbove, inBelow }: Pick<ThresholdRule, 'outAbove' | 'inBelow'>): number {
  if (total === 0) {
    return 0;
  }
  return Math.max(Math.floor(total / inBelow), Math.floor(total / outAbove) + 1);
}
