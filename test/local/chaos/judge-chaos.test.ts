import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { CHAOS_DEFAULTS } from '../../../local/chaos/chaos-options';
import { type ChaosEvidence, judgeChaos } from '../../../local/chaos/judge-chaos';
import { temporaryFolder, testProject } from '../cloud/project-fixture';

const OPENED = { event: 'opened', shardId: 's', epoch: 1, validUntilMs: 9000, monotonicMs: 1000 };
const STOPPED = { event: 'stopped', shardId: 's', epoch: 1, monotonicMs: 3000 };
const NEXT = { event: 'opened', shardId: 's', epoch: 2, validUntilMs: 9000, monotonicMs: 3400 };

describe('judgeChaos', () => {
  let folder: string;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  async function lifeOf(nodeId: string, endedMs: number, lines: readonly object[]) {
    const logFile = path.join(folder, `${nodeId}.log`);
    await writeFile(logFile, `plain words\n${lines.map((line) => `${JSON.stringify(line)}\n`).join('')}{"event":"ope`);
    return { nodeId, logFile, endedMs };
  }

  function evidence(changes: Partial<ChaosEvidence>): ChaosEvidence {
    const { project, environment } = { project: testProject(), environment: {} };
    return {
      options: { ...CHAOS_DEFAULTS, project, environment, onStep: () => {} },
      course: {
        kills: [{ atMs: 1, kind: 'crash', victim: 0 }],
        lastKillMs: 0,
        convergedMs: 5000,
        parkStartMs: 6000,
        slowestTickMs: 2000,
      },
      check: { shards: 1, objects: 1, bytes: 1, faults: [] },
      counts: { tried: 2, accepted: 2, durable: 1, bytes: 2, refused: {} },
      lives: [],
      notices: [],
      ...changes,
    };
  }

  it('finds nothing in a clean hand-over, and its pause', async () => {
    const lives = [await lifeOf('a', 8000, [OPENED, STOPPED]), await lifeOf('b', 8000, [NEXT])];

    const report = await judgeChaos(evidence({ lives }));

    expect(report).toMatchObject({ ok: true, overlappingWriteIntervals: 0, problems: [] });
    expect(report.writePauseMs).toEqual({ count: 1, median: 400, p99: 400 });
    // Lease 5 s, tick 2 s, a second for a poll and one for a transfer.
    expect(report.allowedSeconds).toBe(9);
  });

  it('finds two nodes that accept writes at once', async () => {
    const lives = [await lifeOf('a', 8000, [OPENED]), await lifeOf('b', 8000, [NEXT])];

    const report = await judgeChaos(evidence({ lives }));

    expect(report).toMatchObject({ ok: false, overlappingWriteIntervals: 1 });
  });

  it('takes what a node had open for closed once its processes are dead', async () => {
    const lives = [await lifeOf('a', 3300, [OPENED]), await lifeOf('b', 8000, [NEXT])];

    expect((await judgeChaos(evidence({ lives }))).overlappingWriteIntervals).toBe(0);
  });

  it('is not ok when bytes are lost, or when shards are served too late', async () => {
    const lost = await judgeChaos(
      evidence({ check: { shards: 1, objects: 1, bytes: 1, faults: ['k of s is missing'] } }),
    );
    const course = { ...evidence({}).course, convergedMs: 9500 };

    expect(lost).toMatchObject({ ok: false, problems: ['k of s is missing'] });
    expect((await judgeChaos(evidence({ course }))).problems).toEqual(['converged after 9.5 s, allowed 9 s']);
  });

  it('counts from the Spot notice to the first flush after it was heard', async () => {
    const lines = [
      { event: 'flushed', shardId: 's', epoch: 1, version: 2, monotonicMs: 900 },
      { event: 'spot-notice', monotonicMs: 4000 },
      { event: 'flushed', shardId: 's', epoch: 1, version: 3, monotonicMs: 4200 },
    ];
    const lives = [await lifeOf('a', 8000, lines)];

    const report = await judgeChaos(evidence({ lives, notices: [{ nodeId: 'a', givenMs: 1000 }] }));

    expect(report.spotFlushMs).toEqual({ count: 1, highest: 3200 });
  });
});
