import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LocalCloudError } from './local-cloud-error';

const PACKAGE_NAME = 'cdk-elastic-fleet';

/** Where the local cloud finds its parts and keeps its files. */
export interface Project {
  /** Folder of the package: the emulator and the `cdk` command line are below it. */
  readonly root: string;
  /** The JavaScript file that `cdk` runs. */
  readonly app: string;
  /** Folder for everything that a local run writes. */
  readonly work: string;
}

/**
 * Returns the project that this file is part of.
 * @param work folder for what a run writes, `.local` in the current folder when left out
 * @throws LocalCloudError when it is part of none.
 */
export function thisProject(work?: string): Project {
  const root = packageRoot(__dirname);
  return { root, app: path.join(root, 'dist', 'bin', 'app.js'), work: path.resolve(work ?? '.local') };
}

/** Returns the file that holds the output of one step of a local run. */
export function logFile(project: Pick<Project, 'work'>, step: string): string {
  return path.join(project.work, 'logs', `${step}.log`);
}

/** Sources and bundles lie at different depths: both find the package by its name. */
function packageRoot(folder: string): string {
  if (isPackage(path.join(folder, 'package.json'))) {
    return folder;
  }
  const parent = path.dirname(folder);
  if (parent === folder) {
    throw new LocalCloudError(`${__dirname} is not inside the package ${PACKAGE_NAME}`);
  }
  return packageRoot(parent);
}

function isPackage(file: string): boolean {
  return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === PACKAGE_NAME;
}
