import { type ChildProcess, spawn } from 'node:child_process';
import { findFreePort } from '../../local/cloud/emulator/free-port';
import { motoVersion } from './moto-version';

/** Why tests against the emulator cannot run here; `undefined` when they can, and where CI demands that they do. */
export const MOTO_MISSING =
  motoVersion() || process.env.CI
    ? undefined
    : 'python3 with moto[server] is not installed: pip install "moto[server]==5.2.1"';

/** Moto until its standard input ends, which it does with the worker that started it. */
const PROGRAM = `
import os, sys, threading
from moto.server import main
def end_with_starter():
    sys.stdin.read()
    os._exit(0)
threading.Thread(target=end_with_starter, daemon=True).start()
main(sys.argv[1:])
`;

/** A stock emulator, empty at first. */
export interface MotoServer {
  /** Settings for any SDK client. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly forcePathStyle: true;
    readonly maxAttempts: 1;
  };
  /** Empties it for the worker's next test file. */
  stop(): Promise<void>;
}

/** Files that run one after the other in a worker share it: it takes a second of processor time to start. */
let started: Promise<string> | undefined;

/** Returns an empty moto once it answers. */
export async function startMoto(): Promise<MotoServer> {
  started ??= startProcess();
  const endpoint = await started;
  const reset = () => resetMoto(endpoint);
  await reset();
  return {
    client: {
      endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      forcePathStyle: true,
      maxAttempts: 1,
    },
    stop: reset,
  };
}

async function resetMoto(endpoint: string): Promise<void> {
  const reply = await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
  if (!reply.ok) {
    throw new Error(`moto answered its reset with status ${reply.status}`);
  }
}

async function startProcess(): Promise<string> {
  const port = await findFreePort();
  const options = ['-H', '127.0.0.1', '-p', String(port)];
  const child = spawn('python3', ['-c', PROGRAM, ...options], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  const endpoint = `http://127.0.0.1:${port}`;
  await untilItAnswers(endpoint, child);
  return endpoint;
}

async function untilItAnswers(endpoint: string, child: ChildProcess): Promise<void> {
  const deadlineMs = Date.now() + 240_000;
  while (Date.now() < deadlineMs) {
    if (child.exitCode !== null) {
      throw new Error(`moto ended with status ${child.exitCode} before it answered; is moto[server] installed?`);
    }
    const reply = await fetch(`${endpoint}/moto-api/`).catch(() => undefined);
    if (reply?.ok) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`moto did not answer at ${endpoint} within 4 minutes`);
}
