import type { Command } from 'commander';
import { readPlanInput } from '../input/read-plan-input';
import { planJson } from '../report/plan-json';
import { MOVES_SHOWN, renderPlan } from '../report/render-plan';
import { planByStrategy } from '../strategy/plan-by-strategy';
import { type PlanFlags, planOptions } from './plan-flags';

/** Takes the output line by line, or a few lines at once. */
export type Print = (line: string) => void;

/** Returns the command `plan`: moves of a fleet described in files. A plan that misses a goal says so and is no failure. */
export function planCommand(print: Print): Command {
  return planOptions().action((fleet: string, flags: PlanFlags) => run(fleet, flags, print));
}

async function run(fleet: string, flags: PlanFlags, print: Print): Promise<void> {
  const { model, remarks } = await readPlanInput({ ...flags, fleet });
  const plan = planByStrategy(model, flags.strategy);
  const mostMoves = flags.all ? Number.POSITIVE_INFINITY : MOVES_SHOWN;
  const lines = flags.json ? planJson(plan, remarks) : renderPlan(model, plan, { remarks, mostMoves });
  for (const line of lines) {
    print(line);
  }
}
