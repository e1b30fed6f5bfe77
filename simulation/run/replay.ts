import { Trace } from '../engine/trace';
import { mutantNamed } from '../mutants/mutants';
import { type Outcome, runSchedule } from '../schedule';
import { Coverage } from '../world/coverage';

/** Runs the one schedule of a seed and returns what it came to, with the last lines of its trace. */
export async function replay(
  seed: number,
  mutant: string | undefined,
  lines: number,
): Promise<{ readonly outcome: Outcome; readonly trace: readonly string[] }> {
  const trace = new Trace();
  const chosen = mutant === undefined ? undefined : mutantNamed(mutant);
  const outcome = await runSchedule(seed, new Coverage(), chosen, trace);
  return { outcome, trace: trace.last(lines) };
}
