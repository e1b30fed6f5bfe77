import type { TargetRule } from './scaling-policy';
import { type Judgement, loadOfUnit, shown, type UnitLoad } from './unit-load';
import { unitsFor } from './units-for';

/**
 * Share of the target by which a unit's load may miss it without anything being done.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
 */
const TOLERANCE = 0.1;

/** Returns the units that bring each one's load to the target. Pure. */
export function judgeTarget(load: UnitLoad, { metric, target }: TargetRule): Judgement {
  const { desired, least } = load;
  const each = loadOfUnit(load);
  const needed = Math.max(least, unitsFor(load.total, target));
  const text = `${metric} is ${shown(each)} a unit at ${desired} units, target ${target}`;
  if (needed > desired && (least > desired || each > target * (1 + TOLERANCE))) {
    return { out: needed, keep: needed, reason: { code: 'above-target', text: `${text}: ${needed} are needed` } };
  }
  if (needed < desired && least === 0 && each < target * (1 - TOLERANCE)) {
    return { out: needed, keep: needed, reason: { code: 'below-target', text: `${text}: ${needed} are enough` } };
  }
  return { out: desired, keep: desired, reason: { code: 'near-target', text } };
}
