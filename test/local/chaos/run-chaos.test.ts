import { beforeAll, describe, expect, it } from 'vitest';
import type { ChaosReport } from '../../../local/chaos/chaos-options';
import { runChaos } from '../../../local/chaos/run-chaos';
import { processesWith, testProject } from '../cloud/project-fixture';
import { missingEmulator } from '../emulator/start-emulator';

const reason = missingEmulator();
/** Crashes and a freeze, by the seed; `elastic-fleet chaos` kills for as long as it is told to. */
const KILLS = 3;

describe.skipIf(reason)(`a short chaos run ${reason ?? ''}`, () => {
  let report: ChaosReport;
  let work: string;

  beforeAll(async () => {
    const project = testProject();
    ({ work } = project);
    report = await runChaos({
      project,
      environment: { PATH: process.env.PATH, HOME: process.env.HOME },
      nodes: 3,
      shards: 6,
      replicas: 2,
      kills: KILLS,
      seconds: 7,
      seed: 3,
      tickSeconds: 2,
      leaseSeconds: 5,
      onStep: () => {},
    });
  });

  it('Law 3: no two nodes accepted writes for a shard at once, by their own logs', () => {
    expect(report.overlappingWriteIntervals).toBe(0);
  });

  it('Law 4: every write that was called durable is there', () => {
    expect(report.durableWrites).toBeGreaterThan(0);
    expect(report.problems.filter((problem) => problem.includes('missing') || problem.includes('bytes'))).toEqual([]);
  });

  it('killed as often as asked', () => {
    expect(Object.values(report.killsByKind).reduce((sum, count) => sum + count, 0)).toBe(KILLS);
  });

  it('leaves no process', async () => {
    await expect.poll(() => processesWith(work)).toEqual([]);
  });
});
