import type { Death } from './death';
import { deathText } from './run/death-option';
import { type Options, parseOptions, USAGE } from './run/options';
import { renderReport } from './run/render-report';
import { replay } from './run/replay';
import { runInWorkers } from './run/run-in-workers';

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const options = parseOptions(args);
  if (options.isTraced) {
    return printTrace(options.seed, options.death, options);
  }
  const startedMs = performance.now();
  const tally = await runInWorkers(
    {
      firstSeed: options.seed,
      schedules: options.schedules,
      mutant: options.mutant,
      diesEverywhere: options.diesEverywhere,
    },
    options.workers,
  );
  console.log(renderReport(tally, performance.now() - startedMs, !options.diesEverywhere).join('\n'));
  const [first] = tally.broken;
  return first === undefined ? 0 : printTrace(first.seed, first.death, options);
}

/** Status 1 when the schedule broke an invariant. */
async function printTrace(seed: number, death: Death | undefined, { mutant, lines }: Options): Promise<number> {
  const { outcome, trace } = await replay(seed, mutant, lines, death);
  console.log(`\ntrace of seed ${seed}, last ${trace.length} lines\n${trace.join('\n')}\n`);
  const { violation } = outcome;
  console.log(violation ? `broken: ${violation.invariant}: ${violation.detail}` : 'no invariant was broken');
  const ofDeath = death === undefined ? '' : ` --death ${deathText(death)}`;
  const ofMutant = mutant === undefined ? '' : ` --mutant ${mutant}`;
  console.log(`again: npm run simulate-faults -- --seed ${seed} --trace${ofDeath}${ofMutant}`);
  return violation ? 1 : 0;
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  },
);
