import type { Death } from '../death';
import { runDeath } from '../die-everywhere';
import { Trace } from '../engine/trace';
import { mutantNamed } from '../mutants/mutants';
import { type Outcome, runSchedule } from '../schedule';
import { Coverage } from '../world/coverage';

/** Runs the one schedule of a seed, or of one death in it, and returns what it came to, with the last lines of its trace. */
export async function replay(
  seed: number,
  mutant: string | undefined,
  lines: number,
  death?: Death,
): Promise<{ readonly outcome: Outcome; readonly trace: readonly string[] }> {
  const trace = new Trace();
  const chosen = mutant === undefined ? undefined : mutantNamed(mutant);
  const outcome = death
    ? await runDeath(seed, death, new Coverage(), chosen, trace)
    : await runSchedule(seed, new Coverage(), chosen, trace);
  return { outcome, trace: trace.last(lines) };
}
