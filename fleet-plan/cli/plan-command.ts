import type { Command } from 'commander';
import { readPlanInput } from '../input/read-plan-input';
import { planJson } from '../report/plan-json';
import { MOVES_SHOWN, renderPlan } from '../report/render-plan';
import { planByStrategy } from '../strategy/plan-by-strategy';
import { type PlanFlags, planOptions } from './plan-flags';

/** What the command needs of the program that it is part of. */
export interface PlanHost {
  /** Takes the output line by line, or a few lines at once. */
  print(line: string): void;
  /** Makes the program end with status 1. */
  fail(): void;
}

/** Returns the command `plan`, which plans the moves of a fleet described in files. It fails when the plan misses a goal. */
export function planCommand(host: PlanHost): Command {
  return planOptions().action((fleet: string, flags: PlanFlags) => run(fleet, flags, host));
}

async function run(fleet: string, flags: PlanFlags, host: PlanHost): Promise<void> {
  const { model, remarks } = await readPlanInput({ ...flags, fleet });
  const plan = planByStrategy(model, flags.strategy);
  const mostMoves = flags.all ? Number.POSITIVE_INFINITY : MOVES_SHOWN;
  const lines = flags.json ? planJson(plan, remarks) : renderPlan(model, plan, { remarks, mostMoves });
  for (const line of lines) {
    host.print(line);
  }
  if (plan.unmet.length > 0) {
    host.fail();
  }
}
