import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../local/cloud/emulator/free-port';
import { LOCAL_REGION } from '../../local/cloud/start-cloud';
import { readCallLog } from '../../local/laws/call-log';
import type { LocalReport } from '../../local/report/report';
import { runLocally } from '../../local/run';
import type { RunOutcome } from '../../local/run-options';
import { generateTrace } from '../../local/trace/generate-trace';
import { processesWith, temporaryFolder, testProject } from './cloud/project-fixture';
import { missingEmulator } from './emulator/start-emulator';
import { type Comparison, compareRights } from './least-privilege/compare-rights';
import { FLEET_EXCUSES } from './least-privilege/fleet-excuses';
import type { DeployedPolicies } from './least-privilege/policies';
import { readPolicies } from './least-privilege/read-policies';

const reason = missingEmulator();
const MINUTES = 22;
const environment = { PATH: process.env.PATH, HOME: process.env.HOME };
const cli = path.join(__dirname, '../../bin/elastic-fleet.js');

describe.skipIf(reason)(`whole local run ${reason ?? ''}`, () => {
  let outcome: RunOutcome;
  let rights: Comparison;
  const steps: string[] = [];
  const minutes: number[] = [];
  let work: string;
  let root: string;

  beforeAll(async () => {
    const project = testProject();
    ({ work, root } = project);
    const port = await findFreePort();
    const cloud = { endpoint: `http://127.0.0.1:${port}`, region: LOCAL_REGION };
    let policies: Promise<DeployedPolicies> | undefined;
    const onMinute = ({ minute }: { readonly minute: number }) => {
      minutes.push(minute);
      policies ??= readPolicies(cloud);
    };
    outcome = await runLocally({
      project,
      environment,
      source: { blueprint: 'elastic-database' },
      trace: generateTrace(1, { minutes: MINUTES, meanUnits: 2 }),
      port,
      progress: { onStep: (step) => steps.push(step), onMinute },
    });
    if (policies) {
      rights = await compareRights(await readCallLog(path.join(work, 'calls.jsonl')), await policies, FLEET_EXCUSES);
    }
  });

  it('ends well', () => {
    expect(outcome.report.problems).toEqual([]);
    expect(outcome.report.ok).toBe(true);
  });

  it('verifies every declared resource, and leaves nothing after destroy', () => {
    const { resources } = outcome.report;
    expect(resources.missing).toEqual([]);
    expect(resources.leftAfterDestroy).toEqual([]);
    expect(resources.declared).toBeGreaterThan(40);
    expect(resources.verified + resources.unverifiable.length).toBe(resources.declared);
  });

  it('replays every minute on the deployed handlers', () => {
    expect(outcome.report.replay).toMatchObject({ minutes: MINUTES, decisionsByReason: expect.any(Object) });
    expect(outcome.report.replay.decisions).toBeGreaterThan(0);
    expect(outcome.report.replay.moves).toBeGreaterThan(0);
    expect(minutes.at(-1)).toBe(MINUTES);
  });

  it('breaks no law in the minutes that it replayed', () => {
    expect(outcome.report.replay.minutes).toBe(MINUTES);
    expect(outcome.report.laws).toEqual({
      overlappingWriteIntervals: 0,
      ownerlessShardTicks: 0,
      foreignDesiredWrites: 0,
      terminatedWithShards: 0,
      flaps: 0,
      lostWrites: 0,
    });
  });

  it('lets each role do what it did, and nothing that it never did', () => {
    expect(rights).toEqual({ denied: [], unused: [], needlessExcuses: [], silent: [] });
  });

  it('writes the report that it returns', () => {
    expect(outcome.files).toEqual({ json: path.join(work, 'report.json'), html: path.join(work, 'report.html') });
    expect(JSON.parse(readFileSync(outcome.files.json, 'utf8')) as LocalReport).toEqual(outcome.report);
  });

  it('leaves no process, no lock and no state', async () => {
    await expect.poll(() => processesWith(work)).toEqual([]);
    expect(readdirSync(work)).not.toContain('lock');
    expect(readdirSync(work)).not.toContain('cloud.json');
  });

  it('writes no context into the repository', () => {
    expect(existsSync(path.join(root, 'cdk.context.json'))).toBe(false);
    expect(existsSync(path.join(work, 'cdk', 'cdk.context.json'))).toBe(false);
  });

  it('says what it does', () => {
    expect(steps[0]).toBe('synthesizing');
    expect(steps).toEqual(expect.arrayContaining(['bootstrapping', 'deploying', 'verifying', 'destroying']));
  });
});

describe.skipIf(reason)(`interrupted local run ${reason ?? ''}`, () => {
  it.each([
    ['SIGINT', 'synthesizing', 130],
    ['SIGTERM', 'starting the emulator', 143],
    ['SIGINT', 'deploying', 130],
  ] as const)('leaves nothing after %s while %s', async (signal, step, status) => {
    const work = path.join(temporaryFolder(), 'work');
    const run = startRun(work);
    await expect.poll(() => run.output()).toContain(step);
    run.child.kill(signal);
    expect(await run.ended).toBe(status);
    expect(run.output()).toContain('nothing was left running');
    await expect.poll(() => processesWith(work)).toEqual([]);
    expect(readdirSync(work)).not.toContain('lock');
  });

  it('leaves nothing when it is killed', async () => {
    const work = path.join(temporaryFolder(), 'work');
    const run = startRun(work);
    await expect.poll(() => run.output()).toContain('bootstrapping');
    run.child.kill('SIGKILL');
    await expect.poll(() => processesWith(work)).toEqual([]);
  });
});

const started: ChildProcess[] = [];

afterAll(() => {
  for (const child of started) {
    child.kill('SIGTERM');
  }
});

/** Starts the command line, as users do. */
function startRun(work: string) {
  let text = '';
  const child = spawn(process.execPath, [cli, 'local', 'run', '--work-folder', work], { env: environment });
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });
  started.push(child);
  return { child, ended, output: () => text };
}
