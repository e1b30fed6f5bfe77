import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Project, thisProject } from '../../../local/cloud/project';

/** Returns a new folder, which goes with the run's own at its end. */
export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'fleet-test-'));
}

/** Returns this project with a work folder of the test's own. */
export function testProject(changes: Partial<Project> = {}): Project {
  const work = path.join(temporaryFolder(), 'work');
  mkdirSync(work);
  return { ...thisProject(), work, ...changes };
}

/** Returns a project whose emulator is a Python program of the test's own. */
export function projectWithEmulator(source: string): Project {
  const root = temporaryFolder();
  const folder = path.join(root, 'local', 'emulator');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, '__main__.py'), source);
  writeFileSync(path.join(folder, 'requirements.txt'), 'moto[server]==5.2.1\n');
  return testProject({ root });
}

/** Whether a process lives; one that has ended and that nobody has asked about yet does not. */
export function isAlive(pid: number): boolean {
  return listProcesses().some((line) => new RegExp(`^\\s*${pid}\\s`).test(line));
}

/** Returns the command lines of living processes that hold a text. */
export function processesWith(text: string): readonly string[] {
  return listProcesses().filter((line) => line.includes(text));
}

function listProcesses(): readonly string[] {
  const listing = execFileSync('ps', ['-eo', 'pid,stat,args'], { encoding: 'utf8' });
  return listing.split('\n').filter((line) => !/^\s*\d+\s+Z/.test(line));
}
