import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startCloud } from '../../../local/cloud/start-cloud';
import { endKeptCloud, openKeptCloud, refuseKeptCloud, writeKeptCloud } from '../../../local/cloud/state/kept-cloud';
import { missingEmulator } from '../emulator/start-emulator';
import { processesWith, projectWithEmulator, testProject } from './project-fixture';

const reason = missingEmulator();
const environment = { PATH: process.env.PATH, HOME: process.env.HOME };

describe.skipIf(reason)(`start of the local cloud ${reason ?? ''}`, () => {
  it('gives a cloud that answers, and leaves no process at its end', async () => {
    const project = testProject();
    const cloud = await startCloud({ project, environment });
    expect(processesWith(project.work)).toHaveLength(1);
    await cloud.setClock(Date.now() + 60_000);
    expect(await cloud.idle()).toEqual({ invocations: 0, failures: [] });
    await cloud.close();
    await expect.poll(() => processesWith(project.work)).toEqual([]);
  });

  it('fails when the port is in use', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    await expect(startCloud({ project: testProject(), environment, port })).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is already in use. Give another --port`,
    );
    server.close();
  });

  it('fails when the environment names a real account, before anything else', async () => {
    const real = { ...environment, AWS_PROFILE: 'production', PATH: '' };
    await expect(startCloud({ project: testProject(), environment: real })).rejects.toThrow('unset AWS_PROFILE');
  });

  it('fails at once with what the emulator printed when it ends before it answers', async () => {
    const project = projectWithEmulator('import sys; print("no such moon", file=sys.stderr); sys.exit(7)');
    await expect(startCloud({ project, environment })).rejects.toThrow(
      /The emulator ended with status 7 before it answered[\s\S]*no such moon/,
    );
  });

  it('leaves no process when it is told to stop before the emulator answers', async () => {
    const project = projectWithEmulator('import time; time.sleep(60)');
    const signal = AbortSignal.timeout(700);
    await expect(startCloud({ project, environment, signal })).rejects.toThrow('timeout');
    await expect.poll(() => processesWith(project.work)).toEqual([]);
  });

  it('keeps a cloud that is to outlive us, until it is ended', async () => {
    const project = testProject();
    const cloud = await startCloud({ project, environment, outlivesUs: true });
    writeKeptCloud(project, { ...cloud, blueprint: 'sample', assembly: '' });
    cloud.release();
    await expect(refuseKeptCloud(project)).rejects.toThrow('End it first: elastic-fleet local down');
    const kept = await openKeptCloud(project);
    await kept.setClock(Date.now() + 60_000);
    await kept.close();
    expect(await endKeptCloud(project)).toBe(true);
    await expect.poll(() => processesWith(project.work)).toEqual([]);
    expect(await endKeptCloud(project)).toBe(false);
  });
});
