import { writeFileSync } from 'node:fs';
import { nameOf } from './cloud/cdk/app-source';
import { synthesize } from './cloud/cdk/synthesize';
import type { LocalCloud } from './cloud/cloud';
import { abandon, type Deployment, deploy, destroy } from './cloud/deployment';
import { openEndpoint, refuseRemoteEndpoint } from './cloud/emulator/open-endpoint';
import { refuseRealAccount } from './cloud/environment/refuse-real-account';
import { logFile } from './cloud/project';
import { LOCAL_ACCOUNT, LOCAL_REGION, type StartedCloud, startCloud } from './cloud/start-cloud';
import { refuseKeptCloud, writeKeptCloud } from './cloud/state/kept-cloud';
import { lockWorkFolder } from './cloud/state/run-lock';
import { replayTrace } from './replay/replay-trace';
import { type RunReplay, replayNothing } from './replay-nothing';
import { isOk } from './report/is-ok';
import type { LocalReport } from './report/report';
import { writeReport } from './report/write-report';
import type { RunOptions, RunOutcome } from './run-options';

/**
 * Deploys an app to the local cloud, replays a load on it, destroys it, and returns the report, which is also written.
 * Nothing that it starts outlives it, unless `keep` asks for that.
 * @throws LocalCloudError when it cannot even deploy; InterruptedError when it is told to stop.
 */
export async function runLocally(options: RunOptions): Promise<RunOutcome> {
  refuseRealAccount(options.environment);
  if (options.endpoint !== undefined) {
    refuseRemoteEndpoint(options.endpoint);
  }
  const unlock = lockWorkFolder(options.project);
  try {
    await refuseKeptCloud(options.project);
    options.progress.onStep('synthesizing');
    const assembly = await synthesize(options);
    return await (options.endpoint === undefined ? runOnOurs(options, assembly) : runOnTheirs(options, assembly));
  } finally {
    unlock();
  }
}

async function runOnOurs(options: RunOptions, assembly: string): Promise<RunOutcome> {
  const { progress, keep = false } = options;
  progress.onStep('starting the emulator');
  const cloud = await startCloud({ ...options, outlivesUs: keep, onStep: (step) => progress.onStep(step) });
  let isKept = false;
  try {
    const deployment = await deployTo(options, cloud, assembly);
    const replay = await replayOn(options, cloud);
    // A fleet that was not parked cannot be destroyed; it ends with its emulator.
    const left = keep || !replay.history ? [] : await destroy(deployment, (step) => progress.onStep(step));
    const outcome = await report(options, deployment, replay, left);
    options.signal?.throwIfAborted();
    isKept = keep;
    return isKept ? { ...outcome, keptEndpoint: keepCloud(options, cloud, assembly) } : outcome;
  } finally {
    if (!isKept) {
      await cloud.close();
    }
  }
}

/** Another emulator has no time that could be set and no call log: nothing can be replayed there. */
async function runOnTheirs(options: RunOptions, assembly: string): Promise<RunOutcome> {
  const { endpoint = '', progress } = options;
  const cloud = await openEndpoint({ endpoint, region: LOCAL_REGION, account: LOCAL_ACCOUNT, callLogPath: '' });
  try {
    const deployment = await deployTo(options, cloud, assembly);
    const left = await destroy(deployment, (step) => progress.onStep(step));
    const why = `nothing was replayed: the time of the emulator at ${endpoint} cannot be set; leave out --endpoint`;
    return await report(options, deployment, replayNothing(why), left);
  } catch (error) {
    // It lives on, unlike one of ours: what we have put there goes.
    await abandon({ ...options, cloud, assembly });
    throw error;
  } finally {
    await cloud.close();
  }
}

function deployTo(options: RunOptions, cloud: LocalCloud, assembly: string): Promise<Deployment> {
  return deploy({ ...options, cloud, assembly, onStep: (step) => options.progress.onStep(step) });
}

/** Returns what the replay showed; one that failed is reported, for the reader wants to know how far it all came. */
async function replayOn(options: RunOptions, cloud: LocalCloud): Promise<RunReplay> {
  const { project, trace, fleet, keep, signal, progress } = options;
  progress.onStep(`replaying ${trace.demand.length} minutes of ${trace.name}`);
  try {
    const onMinute = progress.onMinute.bind(progress);
    return await replayTrace({ cloud, project, trace, fleet, park: !keep, signal, onMinute });
  } catch (error) {
    signal?.throwIfAborted();
    return replayNothing(
      `the replay failed, so the stack was not destroyed but ended with its emulator: ${noteFailure(options, error)}`,
    );
  }
}

/** Returns an error's message; where in the code it came from is kept in a log. */
function noteFailure({ project }: RunOptions, error: unknown): string {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  writeFileSync(logFile(project, 'replay'), `${stack}\n`);
  return message;
}

async function report(
  options: RunOptions,
  { deploySeconds, verification }: Deployment,
  { replay, laws, data, problems, history }: RunReplay,
  leftAfterDestroy: readonly string[],
): Promise<RunOutcome> {
  const resources = { ...verification.report, leftAfterDestroy };
  const ok = isOk({ resources, laws, problems });
  const { source, project } = options;
  const written: LocalReport = {
    ok,
    blueprint: nameOf(source),
    deploySeconds,
    resources,
    replay,
    data,
    laws,
    problems,
  };
  return { report: written, files: await writeReport(project.work, written, history) };
}

function keepCloud({ project, source }: RunOptions, cloud: StartedCloud, assembly: string): string {
  const { endpoint, region, account, callLogPath, groupId } = cloud;
  writeKeptCloud(project, { endpoint, region, account, callLogPath, groupId, blueprint: nameOf(source), assembly });
  cloud.release();
  return endpoint;
}
