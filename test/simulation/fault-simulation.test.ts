import { beforeAll, describe, expect, it } from 'vitest';
import { MOVE_EVENTS } from '../../core/move/move-machine';
import { DEATH_KINDS } from '../../simulation/death';
import { MUTANTS } from '../../simulation/mutants/mutants';
import { replay } from '../../simulation/run/replay';
import { runBatch } from '../../simulation/run/run-batch';
import type { Tally } from '../../simulation/run/tally';
import { Coverage } from '../../simulation/world/coverage';

/** The short size; docs/fault-simulation.md tells how to run the long one. */
const SCHEDULES = 2_000;
const CATCHING_SCHEDULES = 10_000;

describe(`GIVEN ${SCHEDULES} schedules of faults`, () => {
  let tally: Tally;

  beforeAll(async () => {
    tally = await runBatch({ firstSeed: 1, schedules: SCHEDULES, stride: 1 });
  });

  it('Laws 3, 4, 5: THEN no invariant is broken', () => {
    expect(tally.broken).toEqual([]);
  });

  it('THEN no schedule is trivial', () => {
    expect(tally.leastSteps).toBeGreaterThanOrEqual(200);
    expect(tally.leastFaults).toBeGreaterThanOrEqual(3);
    expect(tally.withHandOver / SCHEDULES).toBeGreaterThanOrEqual(0.9);
  });

  it('THEN moves meet every event that they take', () => {
    const coverage = new Coverage();
    coverage.merge(tally.coverage);
    const events: readonly string[] = MOVE_EVENTS;
    expect(coverage.uncovered().filter((pair) => events.includes(pair.split(' × ')[1] ?? ''))).toEqual([]);
  });
});

describe('GIVEN that a process dies before an event, and nothing else goes wrong', () => {
  it('Laws 3, 4, 5: THEN no invariant is broken, whichever process it is and before whichever event', async () => {
    const tally = await runBatch({ firstSeed: 1, schedules: 1, stride: 1, diesEverywhere: true });
    expect(tally.broken).toEqual([]);
    expect(tally.faults).toBe(tally.schedules);
    expect(Object.keys(tally.faultsByKind).sort()).toEqual([...DEATH_KINDS].sort());
    expect(tally.schedules).toBeGreaterThan(1_000);
    expect(tally.withHandOver / tally.schedules).toBeGreaterThan(0.9);
  });

  it('THEN a safeguard that is left out is caught, and the death told with which it replays', async () => {
    const mutant = 'resume-by-timer';
    const batch = { firstSeed: 1, schedules: 1, stride: 1, diesEverywhere: true, stopsWhenBroken: true, mutant };
    const [broken] = (await runBatch(batch)).broken;
    const { outcome } = await replay(1, mutant, 10, broken?.death);
    expect(outcome).toEqual(broken);
    expect(outcome.violation?.invariant).toBe('at most one node accepts writes for a shard');
  });
});

describe('GIVEN a safeguard that is left out', () => {
  it.each(MUTANTS.map(({ name }) => name))(
    `THEN %s is caught within ${CATCHING_SCHEDULES} schedules`,
    async (mutant) => {
      const { broken } = await runBatch({
        firstSeed: 1,
        schedules: CATCHING_SCHEDULES,
        stride: 1,
        mutant,
        stopsWhenBroken: true,
      });
      expect(broken.length).toBeGreaterThan(0);
    },
  );
});

describe('GIVEN a seed', () => {
  it('THEN it replays, step by step', async () => {
    const [first, second] = [await replay(11, undefined, 10_000), await replay(11, undefined, 10_000)];
    expect(second).toEqual(first);
    expect(first.trace.length).toBeGreaterThan(100);
  });

  it('THEN a broken one ends its trace with what broke, and breaks without a trace too', async () => {
    const { broken } = await runBatch({
      firstSeed: 1,
      schedules: 100,
      stride: 1,
      mutant: 'resume-by-timer',
      stopsWhenBroken: true,
    });
    const seed = broken[0]?.seed ?? -1;
    const { outcome, trace } = await replay(seed, 'resume-by-timer', 50);
    expect(outcome).toEqual(broken[0]);
    expect(trace.some((line) => line.includes('at most one node accepts writes for a shard'))).toBe(true);
  });
});
