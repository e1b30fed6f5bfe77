import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AutoScalingClient, SetDesiredCapacityCommand } from '@aws-sdk/client-auto-scaling';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findFreePort } from '../../../local/cloud/emulator/free-port';
import { createFunction } from './create-function';
import { createGroup } from './create-group';
import { EMULATOR_FOLDER } from './nursery';
import { missingEmulator, startEmulator, startEmulatorProgram } from './start-emulator';

const reason = missingEmulator();
const failMs = 240_000;

describe.skipIf(reason)(`life of the emulator ${reason ?? ''}`, () => {
  it('ends on SIGTERM together with the functions that it runs', async () => {
    const emulator = await startEmulatorProgram();
    const name = await createFunction(
      emulator,
      'exports.handler = async () => process.pid; setInterval(() => {}, 50);',
    );
    const client = new LambdaClient(emulator.clientConfig());
    const answer = await client.send(new InvokeCommand({ FunctionName: name }));
    const functionPid = Number(answer.Payload?.transformToString());
    expect(isAlive(functionPid)).toBe(true);
    expect(await emulator.stop()).toBe(0);
    await expect.poll(() => isAlive(functionPid)).toBe(false);
  });

  it('leaves no folder behind when it is told to end before it serves', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'early-end-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const env = { ...process.env, TMPDIR: folder };
    const emulator = spawn('python3', [EMULATOR_FOLDER, '-p', String(await findFreePort())], { env, stdio: 'ignore' });
    const ended = new Promise<number | null>((resolve) => emulator.once('exit', resolve));
    await expect.poll(() => readdirSync(folder), { interval: 1, timeout: failMs }).toHaveLength(1);
    emulator.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('makes no folder of its own when it is given one, so that none stays behind when it is killed', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'given-folder-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const work = path.join(folder, 'work');
    const port = await findFreePort();
    const env = { ...process.env, TMPDIR: folder };
    const options = [EMULATOR_FOLDER, '-p', String(port), '--work-dir', work];
    const emulator = spawn('python3', options, { env, stdio: 'ignore' });
    const ended = new Promise((resolve) => emulator.once('exit', resolve));
    await answers(`http://127.0.0.1:${port}/_fleet/health`);
    emulator.kill('SIGKILL');
    await ended;
    expect(readdirSync(folder)).toEqual(['work']);
  });

  it('ends when its parent dies', async () => {
    const port = await findFreePort();
    const script = `python3 '${EMULATOR_FOLDER}' -p ${port} & echo $!; exec sleep 60`;
    const shell = spawn('bash', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    const emulatorPid = Number(await new Promise<Buffer>((resolve) => shell.stdout.once('data', resolve)));
    await answers(`http://127.0.0.1:${port}/_fleet/health`);
    shell.kill('SIGKILL');
    await expect.poll(() => isAlive(emulatorPid)).toBe(false);
  });

  it('refuses another version of moto with the way to mend it', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wrong-moto-'));
    mkdirSync(path.join(folder, 'moto-4.0.0.dist-info'));
    writeFileSync(
      path.join(folder, 'moto-4.0.0.dist-info/METADATA'),
      'Metadata-Version: 2.1\nName: moto\nVersion: 4.0.0\n',
    );
    const env = { ...process.env, PYTHONPATH: folder };
    const run = runEmulator(['-p', '65000'], env);
    rmSync(folder, { recursive: true });
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('moto 4.0.0 is installed, but exactly 5.2.1 is needed');
    expect(run.stderr).toContain('pip install');
  });

  it('refuses a port that is taken', async () => {
    const port = await findFreePort();
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
    const run = runEmulator(['-p', String(port)]);
    holder.close();
    expect(run.status).toBe(2);
    expect(run.stderr).toContain(`cannot listen on http://127.0.0.1:${port}`);
  });

  it('refuses to listen beyond the loopback interface', () => {
    const run = runEmulator(['-H', '0.0.0.0', '-p', '65000']);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('127.0.0.1');
  });

  it('logs each call with its caller, outcome and parameters', async () => {
    const emulator = await startEmulator();
    const group = await createGroup(emulator);
    await emulator.setClock(1_000_000);
    const scaler = new AutoScalingClient(emulator.clientConfig('lambda.scaler'));
    const tooMany = new SetDesiredCapacityCommand({ AutoScalingGroupName: group, DesiredCapacity: 99 });
    await expect(scaler.send(tooMany)).rejects.toThrow('above max value');
    const last = emulator.calls().at(-1);
    await emulator.stop();
    expect(last).toEqual({
      seq: 3,
      nowMs: 1_000_000,
      caller: 'lambda.scaler',
      service: 'autoscaling',
      operation: 'SetDesiredCapacity',
      status: 400,
      params: { AutoScalingGroupName: group, DesiredCapacity: 99 },
    });
  });
});

/** A start that is expected to fail; one that succeeds is ended. */
function runEmulator(options: string[], env: NodeJS.ProcessEnv = process.env): SpawnSyncReturns<string> {
  return spawnSync('python3', [EMULATOR_FOLDER, ...options], { encoding: 'utf8', env, timeout: failMs });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // no such process
  }
}

async function answers(url: string): Promise<void> {
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50)); // not listening yet
    }
  }
}
