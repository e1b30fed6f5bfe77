import { type AppSource, nameOf } from '../cloud/cdk/app-source';
import { synthesize } from '../cloud/cdk/synthesize';
import { deploy } from '../cloud/deployment';
import { refuseRealAccount } from '../cloud/environment/refuse-real-account';
import { type StartedCloud, startCloud } from '../cloud/start-cloud';
import { findKeptCloud, forgetKeptCloud, refuseKeptCloud, writeKeptCloud } from '../cloud/state/kept-cloud';
import { lockWorkFolder } from '../cloud/state/run-lock';
import { type LiveOptions, openLiveFleet } from './open-live-fleet';

/** What to bring up. */
export interface UpOptions extends LiveOptions {
  readonly source: AppSource;
  /** Context values for the app. */
  readonly context: Readonly<Record<string, string>>;
  /** Ends the fleet and its cloud. */
  readonly signal: AbortSignal;
  /** Told before something that takes long, and when a controller's tick failed. */
  readonly onStep: (step: string) => void;
  /** Told once the fleet ticks. */
  readonly onUp: (endpoint: string) => void;
}

/**
 * Deploys an app to the local cloud and keeps its fleet alive in real time, with agents and services as processes,
 * until it is told to stop or `local down` ends the cloud. The operators' commands reach it by `--local` meanwhile.
 * Nothing outlives it.
 */
export async function runLive(options: UpOptions): Promise<void> {
  const { project, onStep } = options;
  refuseRealAccount(options.environment);
  const unlock = lockWorkFolder(project);
  try {
    await refuseKeptCloud(project);
    onStep('synthesizing');
    const assembly = await synthesize(options);
    onStep('starting the emulator');
    const cloud = await startCloud(options);
    try {
      await deploy({ ...options, cloud, assembly });
      await keepAlive(options, cloud, assembly);
    } finally {
      await cloud.close();
    }
  } finally {
    unlock();
  }
}

async function keepAlive(options: UpOptions, cloud: StartedCloud, assembly: string): Promise<void> {
  const { project, source, signal, onUp } = options;
  const live = await openLiveFleet(cloud, options);
  try {
    const { endpoint, region, account, callLogPath, groupId } = cloud;
    writeKeptCloud(project, { endpoint, region, account, callLogPath, groupId, blueprint: nameOf(source), assembly });
    onUp(endpoint);
    const cloudEnd = new AbortController();
    const onFault = (fault: unknown) => judgeFault(fault, options, cloudEnd);
    await live.tickOn(AbortSignal.any([signal, cloudEnd.signal]), onFault);
  } finally {
    forgetKeptCloud(project);
    await live.close();
  }
}

/** As on AWS a failed tick is followed by the next one; only without its cloud the fleet ends. */
async function judgeFault(fault: unknown, { project, onStep }: UpOptions, cloudEnd: AbortController): Promise<void> {
  if (await findKeptCloud(project)) {
    onStep(`a tick failed: ${fault instanceof Error ? fault.message : String(fault)}`);
  } else if (!cloudEnd.signal.aborted) {
    onStep('the cloud was ended, so the fleet ends too');
    cloudEnd.abort();
  }
}
