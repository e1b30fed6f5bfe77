import { saturationOf } from './saturation';
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
export function judgeTarget(load: UnitLoad, rule: TargetRule): Judgement {
  const { metric, target } = rule;
  const { desired, least } = load;
  const each = loadOfUnit(load);
  const needed = Math.max(least, unitsFor(load.total, target));
  const text = `${metric} is ${shown(each)} a unit at ${desired} units, target ${target}`;
  if (needed > desired && (least > desired || each > mostTolerated(rule))) {
    return { out: needed, keep: needed, reason: { code: 'above-target', text: `${text}: ${needed} are needed` } };
  }
  if (needed < desired && least === 0 && each < target * (1 - TOLERANCE)) {
    return { out: needed, keep: needed, reason: { code: 'below-target', text: `${text}: ${needed} are enough` } };
  }
  return { out: desired, keep: desired, reason: { code: 'near-target', text } };
}

/** A target near the most that the metric can show would never be missed by its whole tolerance: half of what is left above it will do. */
function mostTolerated(rule: TargetRule): number {
  const halfWay = (rule.target + saturationOf(rule)) / 2;
  return Math.min(rule.target * (1 + TOLERANCE), halfWay);
}
