import type { StepRule } from './scaling-policy';
import { type LadderBounds, stepLadder } from './step-ladder';
import { type Judgement, loadOfUnit, shown, type UnitLoad } from './unit-load';

/** Returns the next step of the ladder above or below, or the units there are. Pure. */
export function judgeSteps(load: UnitLoad, rule: StepRule, bounds: LadderBounds): Judgement {
  const { total, desired, least } = load;
  const { metric, outAbove, inBelow } = rule;
  const ladder = stepLadder(bounds, rule.factor);
  const each = loadOfUnit(load);
  const text = `${metric} is ${shown(each)} a unit at ${desired} units`;
  const isAbove = each > outAbove;
  const above = ladder.find((units) => units > desired && units >= least) ?? bounds.mostUnits;
  if ((isAbove || least > desired) && above > desired) {
    const reason = { code: 'above-threshold', text: `${text}, above ${outAbove}: the next step is ${above}` };
    return { out: above, keep: above, reason };
  }
  const below = ladder.findLast((units) => units < desired);
  const isEnough = below !== undefined && (total === 0 || (below > 0 && total / below < outAbove));
  if (isEnough && each < inBelow && least === 0) {
    const reason = { code: 'below-threshold', text: `${text}, below ${inBelow}: the step back is ${below}` };
    return { out: below, keep: below, reason };
  }
  const between = `${text}; out above ${outAbove}, in below ${inBelow} if the step back stays below ${outAbove}`;
  return { out: desired, keep: desired, reason: { code: 'between-thresholds', text: between } };
}
