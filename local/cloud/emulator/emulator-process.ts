import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { childEnvironment } from '../environment/child-environment';
import type { Environment } from '../environment/refuse-real-account';
import { LocalCloudError } from '../local-cloud-error';
import { ProcessGroup } from '../process/process-group';
import { describeEnd, tailOf } from '../process/run-program';
import { logFile, type Project } from '../project';
import type { Python } from '../python/probe-python';
import { type CloudControl, emulatorControl } from './emulator-control';
import { LOOPBACK_ADDRESS } from './free-port';

const START_LIMIT_MS = 60_000;
const POLL_MS = 25;

/** What an emulator is started with. */
export interface EmulatorSettings {
  readonly project: Project;
  readonly python: Python;
  readonly port: number;
  readonly environment: Environment;
  /** Whether it may outlive our process. */
  readonly outlivesUs: boolean;
  readonly signal?: AbortSignal;
}

/** A running emulator. */
export interface Emulator {
  readonly group: ProcessGroup;
  readonly control: CloudControl;
  readonly callLogPath: string;
}

/**
 * Returns the emulator once it answers.
 * @throws LocalCloudError with what it printed when it ends before; nothing is left running then.
 */
export async function startEmulator(settings: EmulatorSettings): Promise<Emulator> {
  const { project, port } = settings;
  const callLogPath = path.join(project.work, 'calls.jsonl');
  const functions = path.join(project.work, 'functions');
  for (const old of [callLogPath, functions]) {
    rmSync(old, { recursive: true, force: true });
  }
  mkdirSync(path.join(project.work, 'home'), { recursive: true });
  const group = ProcessGroup.start({
    ...commandLine(settings, [
      path.join(project.root, 'local', 'emulator'),
      ...['-H', LOOPBACK_ADDRESS, '-p', String(port)],
      ...['--call-log', callLogPath, '--work-dir', functions],
    ]),
    folder: project.work,
    environment: emulatorEnvironment(settings),
    logFile: logFile(project, 'emulator'),
  });
  const control = emulatorControl(`http://${LOOPBACK_ADDRESS}:${port}`);
  try {
    await untilHealthy(group, control, settings.signal);
    return { group, control, callLogPath };
  } catch (error) {
    control.disconnect();
    await group.stop();
    throw error;
  }
}

/** The emulator ends when its parent does; a shell between us is a parent that stays. */
function commandLine({ python, outlivesUs }: EmulatorSettings, options: readonly string[]) {
  const plain = { command: python.executable, arguments: options };
  const keepParent = ['-c', '"$@"; exit $?', 'emulator', python.executable, ...options];
  return outlivesUs ? { command: '/bin/sh', arguments: keepParent } : plain;
}

function emulatorEnvironment({ project, python, environment }: EmulatorSettings): Record<string, string> {
  return {
    ...childEnvironment(project, environment),
    PYTHONUSERBASE: python.userBase,
    PYTHONDONTWRITEBYTECODE: '1',
    ...(environment.PYTHONPATH ? { PYTHONPATH: environment.PYTHONPATH } : {}),
  };
}

async function untilHealthy(group: ProcessGroup, control: CloudControl, signal?: AbortSignal): Promise<void> {
  const deadline = performance.now() + START_LIMIT_MS;
  const ended = group.ended.then((end) => {
    throw new LocalCloudError(
      `The emulator ${describeEnd(end)} before it answered. It printed:\n${tailOf(group.logFile)}`,
    );
  });
  while (!(await Promise.race([ended, control.isHealthy()]))) {
    signal?.throwIfAborted();
    if (performance.now() > deadline) {
      throw new LocalCloudError(`The emulator did not answer within ${START_LIMIT_MS / 1000} s; see ${group.logFile}`);
    }
    await wait(POLL_MS);
  }
}
