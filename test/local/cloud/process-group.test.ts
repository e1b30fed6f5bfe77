import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { InterruptedError } from '../../../local/cloud/local-cloud-error';
import { ProcessGroup } from '../../../local/cloud/process/process-group';
import { runProgram } from '../../../local/cloud/process/run-program';
import { isAlive, temporaryFolder } from './project-fixture';

describe('process group', () => {
  it('ends what the program has started together with it', async () => {
    const { group, childPid } = await startWithChild('sleep 60');
    expect(isAlive(childPid)).toBe(true);
    await group.stop();
    await expect.poll(() => isAlive(childPid)).toBe(false);
  });

  it('ends what the program has left behind', async () => {
    const { group, childPid } = await startWithChild('exit 0');
    await group.ended;
    await expect.poll(() => isAlive(childPid)).toBe(false);
  });

  it('kills a program that does not end when told to', async () => {
    const { group } = await startWithChild('trap "" TERM; while true; do sleep 0.1; done');
    await group.stop();
    expect((await group.ended).signal).toBe('SIGKILL');
  });

  it('says why a program cannot be started', async () => {
    const settings = shellSettings(temporaryFolder(), '');
    const group = ProcessGroup.start({ ...settings, command: '/no/such/program' });
    expect((await group.ended).startError?.message).toContain('ENOENT');
  });
});

describe('running a program to its end', () => {
  it('fails with the end of its output, without colours', async () => {
    const settings = shellSettings(temporaryFolder(), 'printf "\\033[31mall is lost\\033[0m"; exit 3');
    await expect(runProgram('the test', settings)).rejects.toThrow(/the test ended with status 3[\s\S]*\nall is lost$/);
  });

  it('stops it when told to, and says so', async () => {
    const controller = new AbortController();
    const folder = temporaryFolder();
    const running = runProgram('the test', shellSettings(folder, 'echo $$ > pid; sleep 60'), controller.signal);
    const pid = await writtenPid(folder);
    controller.abort(new InterruptedError('SIGINT'));
    await expect(running).rejects.toThrow('interrupted by SIGINT');
    expect(isAlive(pid)).toBe(false);
  });
});

/** Starts a shell with a sleeping child in the background. */
async function startWithChild(rest: string) {
  const folder = temporaryFolder();
  const group = ProcessGroup.start(shellSettings(folder, `sleep 60 & echo $! > pid; ${rest}`));
  return { group, childPid: await writtenPid(folder) };
}

function shellSettings(folder: string, script: string) {
  const environment = { PATH: process.env.PATH ?? '' };
  return { command: '/bin/sh', arguments: ['-c', script], folder, environment, logFile: path.join(folder, 'log') };
}

/** Resolves with the process id that a program has written. */
async function writtenPid(folder: string): Promise<number> {
  const read = () => readFileSync(path.join(folder, 'pid'), 'utf8');
  await expect.poll(read).toMatch(/^\d+\n$/);
  return Number(read());
}
