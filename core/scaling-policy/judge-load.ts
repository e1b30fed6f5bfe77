import { judgeSteps } from './judge-steps';
import { judgeTarget } from './judge-target';
import { judgeThreshold } from './judge-threshold';
import type { StepRule, TargetRule, ThresholdRule } from './scaling-policy';
import type { LadderBounds } from './step-ladder';
import type { Judgement, UnitLoad } from './unit-load';

export type ReactiveRule = TargetRule | ThresholdRule | StepRule;

/** Returns what a rule that reacts makes of a load, before patience and bounds. Pure. */
export function judgeLoad(load: UnitLoad, rule: ReactiveRule, bounds: LadderBounds): Judgement {
  switch (rule.kind) {
    case 'target':
      return judgeTarget(load, rule);
    case 'threshold':
      return judgeThreshold(load, rule);
    case 'steps':
      return judgeSteps(load, rule, bounds);
  }
}
