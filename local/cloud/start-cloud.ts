import type { LocalCloud } from './cloud';
import { startEmulator } from './emulator/emulator-process';
import { findFreePort, LOOPBACK_ADDRESS } from './emulator/free-port';
import { type Environment, refuseRealAccount } from './environment/refuse-real-account';
import type { Project } from './project';
import { findPython } from './python/find-python';

/** The account and region that every emulator takes for granted. */
export const LOCAL_ACCOUNT = '123456789012';
export const LOCAL_REGION = 'us-east-1';

/** How to start a cloud. */
export interface StartOptions {
  readonly project: Project;
  /** The environment that we were started with, i.e. `process.env`. */
  readonly environment: Environment;
  /** @default - a free one */
  readonly port?: number;
  /** Whether the emulator may outlive our process. */
  readonly outlivesUs?: boolean;
  /** Told before something that takes long. */
  readonly onStep?: (step: string) => void;
  readonly signal?: AbortSignal;
}

/** A cloud that we started. */
export interface StartedCloud extends LocalCloud {
  /** Id of the emulator's process group. */
  readonly groupId: number;
  /** Leaves the emulator running when our process ends. */
  release(): void;
}

/**
 * Returns a running emulator on 127.0.0.1 that ends, with everything it started, at `close` or when our process ends.
 * @throws LocalCloudError when the environment names a real account, the port is in use, or Python or moto is missing and
 * cannot be installed. Nothing is left running then.
 */
export async function startCloud(options: StartOptions): Promise<StartedCloud> {
  refuseRealAccount(options.environment);
  const port = await findFreePort(options.port);
  const python = await findPython(options);
  const emulator = await startEmulator({ ...options, python, port, outlivesUs: options.outlivesUs ?? false });
  return {
    ...emulator.control,
    endpoint: `http://${LOOPBACK_ADDRESS}:${port}`,
    region: LOCAL_REGION,
    account: LOCAL_ACCOUNT,
    callLogPath: emulator.callLogPath,
    groupId: emulator.group.pid ?? 0,
    release: () => emulator.group.release(),
    close: async () => {
      emulator.control.disconnect();
      await emulator.group.stop();
    },
  };
}
