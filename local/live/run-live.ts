import { synthesize } from '../cloud/cdk/synthesize';
import { deploy } from '../cloud/deployment';
import { refuseRealAccount } from '../cloud/environment/refuse-real-account';
import { startCloud } from '../cloud/start-cloud';
import { forgetKeptCloud, refuseKeptCloud, writeKeptCloud } from '../cloud/state/kept-cloud';
import { lockWorkFolder } from '../cloud/state/run-lock';
import { type LiveOptions, openLiveFleet } from './open-live-fleet';

/** What to bring up. */
export interface UpOptions extends LiveOptions {
  readonly blueprint: string;
  /** Context values for the blueprint. */
  readonly context: Readonly<Record<string, string>>;
  /** Ends the fleet and its cloud. */
  readonly signal: AbortSignal;
  /** Told before something that takes long. */
  readonly onStep: (step: string) => void;
  /** Told once the fleet ticks. */
  readonly onUp: (endpoint: string) => void;
}

/**
 * Deploys a blueprint to the local cloud and keeps its fleet alive in real time, with agents and services as processes,
 * until it is told to stop. The operators' commands reach it by `--local` meanwhile. Nothing outlives it.
 */
export async function runLive(options: UpOptions): Promise<void> {
  const { project, blueprint, signal, onStep } = options;
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
      const live = await openLiveFleet(cloud, options);
      try {
        const { endpoint, region, account, callLogPath, groupId } = cloud;
        writeKeptCloud(project, { endpoint, region, account, callLogPath, groupId, blueprint, assembly });
        options.onUp(endpoint);
        await live.tickOn(signal);
      } finally {
        forgetKeptCloud(project);
        await live.close();
      }
    } finally {
      await cloud.close();
    }
  } finally {
    unlock();
  }
}
