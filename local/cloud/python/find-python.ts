import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { environmentWithoutAws } from '../environment/child-environment';
import type { Environment } from '../environment/refuse-real-account';
import { LocalCloudError } from '../local-cloud-error';
import { runProgram } from '../process/run-program';
import { logFile, type Project } from '../project';
import { type Python, probePython } from './probe-python';

/** The emulator's code needs it. */
const OLDEST_PYTHON = [3, 11] as const;

/** What looking for Python needs. */
export interface PythonSearch {
  readonly project: Project;
  readonly environment: Environment;
  /** Told before something that takes long. */
  readonly onStep?: (step: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Returns a Python with the emulator's moto: the one on the PATH, or else one in a virtual environment of our own, which is
 * made when it is not there.
 * @throws LocalCloudError that says what to install when there is none and none can be made.
 */
export async function findPython(search: PythonSearch): Promise<Python> {
  const requirements = path.join(search.project.root, 'local', 'emulator', 'requirements.txt');
  const needed = motoVersion(requirements);
  const environment = environmentWithoutAws(search.environment);
  const system = await probePython('python3', environment);
  if (system?.moto === needed && isRecent(system)) {
    return system;
  }
  const folder = path.join(search.project.work, 'venv');
  const ours = await probePython(path.join(folder, 'bin', 'python3'), environment);
  if (ours?.moto === needed) {
    return ours;
  }
  checkSystemPython(system, needed);
  search.onStep?.(`installing moto ${needed} into ${folder}`);
  return makeEnvironment(search, { folder, requirements, needed, environment });
}

interface EnvironmentPlan {
  readonly folder: string;
  readonly requirements: string;
  readonly needed: string;
  readonly environment: Record<string, string>;
}

async function makeEnvironment(search: PythonSearch, plan: EnvironmentPlan): Promise<Python> {
  const python = path.join(plan.folder, 'bin', 'python3');
  const shared = {
    folder: search.project.work,
    environment: plan.environment,
    logFile: logFile(search.project, 'python'),
  };
  const install = ['-m', 'pip', 'install', '--quiet', '--requirement', plan.requirements];
  try {
    const create = { ...shared, command: 'python3', arguments: ['-m', 'venv', '--clear', plan.folder] };
    await runProgram('python3 -m venv', create, search.signal);
    await runProgram('pip install', { ...shared, command: python, arguments: install }, search.signal);
  } catch (error) {
    rmSync(plan.folder, { recursive: true, force: true });
    search.signal?.throwIfAborted();
    throw new LocalCloudError(
      `The emulator needs moto ${plan.needed}, which python3 lacks and which could not be installed: ` +
        `${(error as Error).message}\n${remedy(plan.requirements)}`,
    );
  }
  const made = await probePython(python, plan.environment);
  if (made?.moto !== plan.needed) {
    throw new LocalCloudError(`pip installed no moto ${plan.needed} into ${plan.folder}. ${remedy(plan.requirements)}`);
  }
  return made;
}

function checkSystemPython(system: Python | undefined, needed: string): void {
  const version = OLDEST_PYTHON.join('.');
  if (!system) {
    throw new LocalCloudError(
      `There is no python3 on the PATH. The local cloud runs on moto ${needed}, which needs Python ${version} or later. ` +
        'Install it, e.g. on Debian: apt-get install python3 python3-venv',
    );
  }
  if (!isRecent(system)) {
    const found = `${system.executable} is Python ${system.version.join('.')}`;
    throw new LocalCloudError(`${found}; the local cloud needs Python ${version} or later as python3 on the PATH.`);
  }
}

function isRecent({ version: [major, minor] }: Python): boolean {
  return major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
}

function remedy(requirements: string): string {
  const command = `python3 -m pip install --requirement ${requirements}`;
  return `Install it by hand: ${command} (on Debian first: apt-get install python3-venv)`;
}

function motoVersion(requirements: string): string {
  const version = /^moto\b[^=]*==([\d.]+)\s*$/m.exec(readFileSync(requirements, 'utf8'))?.[1];
  if (!version) {
    throw new LocalCloudError(`${requirements} pins no version of moto; it needs a line moto[...]==<version>`);
  }
  return version;
}
