import { pressureOf } from './saturation';
import type { Capacity, Resource, Size } from './size';
import { RESOURCES } from './size';
import type { SizingRule } from './sizing-rule';
import type { Usage } from './usage';

/**
 * Returns what there must be of each resource so that its use stays within its limits. Of what was not measured there must be
 * as much as there is. Pure; O(resources).
 */
export function requiredCapacity(current: Size, usages: readonly Usage[], rule: SizingRule): Capacity {
  const required: Partial<Record<Resource, number>> = {};
  for (const resource of RESOURCES) {
    const there = current.capacity[resource];
    if (there !== undefined) {
      const usage = usages.find((one) => one.resource === resource);
      required[resource] = usage === undefined ? there : there * pressureOf(usage, rule);
    }
  }
  return required;
}
