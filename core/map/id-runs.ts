/** Ids that differ by a number only, which grows by one: `[prefix, digits, first, count]`. */
export type NumberedIds = readonly [prefix: string, digits: number, first: number, count: number];

/** Ids in their order: runs of numbered ones, and such as stand alone. */
export type IdRuns = readonly (string | NumberedIds)[];

/** Longest number that a JSON number holds for certain. */
const NUMBERED = /^(.*?)(\d{1,15})$/s;

/** Returns the ids with what repeats said once: `shard-00000` … `shard-49999` make one run. O(ids). */
export function toRuns(ids: Iterable<string>): IdRuns {
  const runs: (string | NumberedIds)[] = [];
  let run: NumberedIds | undefined;
  for (const id of ids) {
    if (run && id === idAt(run, run[3])) {
      run = [run[0], run[1], run[2], run[3] + 1];
      runs[runs.length - 1] = run;
    } else {
      run = startRun(id);
      runs.push(run ?? id);
    }
  }
  return runs;
}

/** Returns the ids that the runs stand for, in order. O(ids). */
export function fromRuns(runs: IdRuns): readonly string[] {
  return runs.flatMap((run) =>
    typeof run === 'string' ? run : Array.from({ length: run[3] }, (_, offset) => idAt(run, offset)),
  );
}

/** Returns how many ids the runs stand for, without making them. O(runs). */
export function countIds(runs: IdRuns): number {
  return runs.reduce((count, run) => count + (typeof run === 'string' ? 1 : run[3]), 0);
}

function startRun(id: string): NumberedIds | undefined {
  const [, prefix, digits] = NUMBERED.exec(id) ?? [];
  return prefix === undefined || digits === undefined ? undefined : [prefix, digits.length, Number(digits), 1];
}

function idAt([prefix, digits, first]: NumberedIds, offset: number): string {
  return `${prefix}${String(first + offset).padStart(digits, '0')}`;
}
