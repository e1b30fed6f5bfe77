import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../../../local/cloud/emulator/free-port';
import { motoVersion } from '../../agent/moto-version';
import { EMULATOR_FOLDER, Nursery, type StartedProcess } from './nursery';

const startMs = 240_000;
const pollMs = 50;

/** One line of the emulator's call log. */
export interface LoggedCall {
  readonly seq: number;
  readonly nowMs: number;
  readonly caller: string;
  readonly service: string;
  readonly operation: string;
  readonly status: number;
  readonly params?: Record<string, unknown>;
}

/** What `POST /_fleet/idle` answers. */
export interface IdleReport {
  readonly invocations: number;
  readonly failures: readonly { readonly function: string; readonly error: string }[];
}

/** A running emulator of a test's own. */
export interface Emulator {
  readonly url: string;
  readonly pid: number;
  readonly callLogPath: string;
  /** Client configuration for the AWS SDK, signed with `caller` as the access key id. */
  clientConfig(caller?: string): {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
  };
  setClock(nowMs: number): Promise<void>;
  waitIdle(): Promise<IdleReport>;
  control(name: string, body: unknown): Promise<Response>;
  calls(): LoggedCall[];
  /** Resolves with the exit status once the emulator has ended. */
  stop(): Promise<number | null>;
}

/**
 * Why the emulator cannot run here, or undefined when it can.
 *
 * @throws Error where `CI` is set: there it must run.
 */
export function missingEmulator(): string | undefined {
  const version = motoVersion();
  if (version === '5.2.1') {
    return undefined;
  }
  const reason = version ? `moto ${version} is installed, 5.2.1 is needed` : 'Python 3 with moto 5.2.1 is missing';
  if (process.env.CI) {
    throw new Error(`${reason}: pip install -r local/emulator/requirements.txt`);
  }
  return reason;
}

/** A worker's files share it. */
let nursery: Nursery | undefined;

/** A running emulator on a free port, with its own call log and work directory. */
export function startEmulator(): Promise<Emulator> {
  nursery ??= Nursery.start();
  const shared = nursery;
  return startWith((options) => shared.fork(options));
}

/** Like `startEmulator`, but started as users start it, which takes seconds. */
export function startEmulatorProgram(): Promise<Emulator> {
  return startWith(async (options) => {
    const child = spawn('python3', [EMULATOR_FOLDER, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
    return { pid: child.pid ?? 0, ended: new Promise((resolve) => child.on('exit', resolve)) };
  });
}

async function startWith(start: (options: readonly string[]) => Promise<StartedProcess>): Promise<Emulator> {
  const port = await findFreePort();
  const folder = mkdtempSync(path.join(tmpdir(), 'emulator-test-'));
  const callLogPath = path.join(folder, 'calls.jsonl');
  const workDir = path.join(folder, 'work');
  const options = ['-H', '127.0.0.1', '-p', String(port), '--call-log', callLogPath, '--work-dir', workDir];
  const started = await start(options);
  const url = `http://127.0.0.1:${port}`;
  await waitUntilHealthy(url, started);
  const post = (name: string, body: unknown) =>
    fetch(`${url}/_fleet/${name}`, { method: 'POST', body: JSON.stringify(body) });

  return {
    url,
    pid: started.pid,
    callLogPath,
    clientConfig: (caller = 'test') => ({
      endpoint: url,
      region: 'us-east-1',
      credentials: { accessKeyId: caller, secretAccessKey: 'local' },
      maxAttempts: 1,
    }),
    setClock: async (nowMs) => {
      await expectOk(await post('clock', { nowMs }));
    },
    waitIdle: async () => (await expectOk(await post('idle', {}))).json() as Promise<IdleReport>,
    control: post,
    calls: () => parseLines(readFileSync(callLogPath, 'utf8')),
    stop: async () => {
      process.kill(started.pid, 'SIGTERM');
      const status = await started.ended;
      rmSync(folder, { recursive: true, force: true });
      return status;
    },
  };
}

async function waitUntilHealthy(url: string, { pid, ended }: StartedProcess): Promise<void> {
  const early = ended.then((status) => {
    throw new Error(`the emulator ended with status ${status} before it answered`);
  });
  const deadline = Date.now() + startMs;
  while (Date.now() < deadline) {
    if (await Promise.race([isHealthy(url), early])) return;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  process.kill(pid);
  throw new Error(`the emulator did not answer within ${startMs} ms`);
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/_fleet/health`)).ok;
  } catch {
    return false; // nothing listens yet
  }
}

async function expectOk(response: Response): Promise<Response> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return response;
}

function parseLines(text: string): LoggedCall[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LoggedCall);
}
