import type { PlannerFaults } from './planner-faults';
import { OVER_MEAN, PLANNER_POLICY_DEFAULTS, type PlannerBudgets, type PlannerPolicy } from './planner-input';

/** Replicas that a shard may have. */
export const MOST_REPLICAS = 5;

/** What each number of a policy must be: from, to. */
const RANGES = {
  replicas: [1, MOST_REPLICAS],
  maxOverMean: [OVER_MEAN.least, OVER_MEAN.most],
  startAbove: [OVER_MEAN.least, OVER_MEAN.most],
  fillBelow: [0, 1],
  diskLimit: [0.01, 1],
  loadLimit: [0.01, 100],
  effort: [0, 100],
} as const;

/** Returns the policy with defaults, and notes what is wrong with it. `startAbove` is raised to `maxOverMean` when only that is given. */
export function readPolicy(given: Partial<PlannerPolicy> = {}, faults: PlannerFaults): PlannerPolicy {
  const filled = { ...PLANNER_POLICY_DEFAULTS, ...given };
  const startAbove = given.startAbove ?? Math.max(filled.startAbove, filled.maxOverMean);
  const policy = { ...filled, startAbove };
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const value = policy[name as keyof typeof RANGES];
    if (!(typeof value === 'number' && value >= least && value <= most)) {
      faults.add(`policy.${name}`, value, `a number from ${least} to ${most}`, `Correct policy.${name}.`);
    }
  }
  if (!Number.isInteger(policy.replicas)) {
    faults.add('policy.replicas', policy.replicas, 'a whole number', 'Round policy.replicas.');
  }
  if (policy.startAbove < policy.maxOverMean) {
    const fix = 'Raise policy.startAbove: balancing starts where it ends, or above.';
    faults.add('policy.startAbove', policy.startAbove, `at least maxOverMean, ${policy.maxOverMean}`, fix);
  }
  checkBudgets(policy.budgets, faults);
  return policy;
}

function checkBudgets(budgets: PlannerBudgets | undefined, faults: PlannerFaults): void {
  for (const name of budgets ? (['perNode', 'perZone', 'perFleet'] as const) : []) {
    const value = budgets?.[name];
    if (!(Number.isInteger(value) && Number(value) >= 1)) {
      faults.add(`policy.budgets.${name}`, value, 'a whole number from 1', 'Leave budgets out for no limit.');
    }
  }
}
