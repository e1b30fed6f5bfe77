import type { ScalingPolicy } from '../../core/scaling-policy/scaling-policy';
import type { Conditions } from '../engine/conditions';
import { predictiveRuleOf } from './read-policy';

/** Capacities that differ by less are the same, but for digits that somebody left out. */
const ROUNDED_SHARE = 0.01;

/** Returns what a reader of figures should know where a policy takes units for larger or smaller ones than are replayed; mostly empty. */
export function remarkOnSize(
  policy: ScalingPolicy | undefined,
  { unitCapacity = 1 }: Pick<Conditions, 'unitCapacity'>,
): readonly string[] {
  const believed = predictiveRuleOf(policy)?.unitCapacity ?? unitCapacity;
  if (Math.abs(believed - unitCapacity) <= ROUNDED_SHARE * unitCapacity) {
    return [];
  }
  const difference = `a unit is replayed as serving ${shortened(unitCapacity)}, and the policy orders as if it served ${shortened(believed)}`;
  return [`${difference}: leave --mean-units and --unit-capacity out, or correct unitCapacity`];
}

function shortened(value: number): number {
  return Number(value.toPrecision(4));
}
