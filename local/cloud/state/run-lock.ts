import { accessSync, constants, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LocalCloudError } from '../local-cloud-error';
import type { Project } from '../project';

/**
 * Returns what gives the work folder free again. Two runs in one checkout would fight over its files.
 * @throws LocalCloudError when another run, which still lives, has it, or nothing can be written there.
 */
export function lockWorkFolder(project: Pick<Project, 'work'>): () => void {
  makeFolder(project.work);
  const file = path.join(project.work, 'lock');
  if (!tryLock(file)) {
    const holder = Number(readFileSync(file, 'utf8'));
    if (isAlive(holder)) {
      throw new LocalCloudError(
        `Another local run (process ${holder}) is using ${project.work}. Wait for its end, or end it with Ctrl-C.`,
      );
    }
    rmSync(file);
    if (!tryLock(file)) {
      throw new LocalCloudError(`Another local run has just taken ${project.work}. Wait for its end.`);
    }
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new LocalCloudError(
      `${folder} cannot be written: ${(error as Error).message}. Give a folder for what a run writes with --work-folder.`,
    );
  }
}

/** A link appears at once and with its content, so that nobody reads a lock without its holder. */
function tryLock(file: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  } finally {
    rmSync(draft);
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) {
    return false;
  }
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
