import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A stock emulator for one test file. */
export interface Emulator {
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  stop(): Promise<void>;
}

const START_LIMIT_MS = 60_000;
const POLL_MS = 100;

/** Returns why the emulator cannot run here, or nothing. With CI set the tests run and fail instead of being skipped. */
export function emulatorMissing(): string | undefined {
  if (process.env.CI) {
    return undefined;
  }
  const probe = spawnSync('python3', ['-c', 'import moto.server'], { encoding: 'utf8' });
  return probe.status === 0 ? undefined : 'python3 with moto[server] is not installed';
}

/** Starts a stock moto server on a free port. */
export async function startEmulator(): Promise<Emulator> {
  const port = await freePort();
  const server = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  await answers(endpoint, server);
  return {
    client: {
      endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 2,
    },
    stop: () => stop(server),
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('the probe has no port');
  }
  return address.port;
}

async function answers(endpoint: string, server: ChildProcess): Promise<void> {
  const endMs = Date.now() + START_LIMIT_MS;
  while (Date.now() < endMs) {
    if (server.exitCode !== null) {
      throw new Error(`moto ended with status ${server.exitCode}; is moto[server] installed?`);
    }
    if (await isUp(endpoint)) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await stop(server);
  throw new Error(`moto did not answer within ${START_LIMIT_MS / 1000} s`);
}

async function isUp(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/moto-api/`)).ok;
  } catch {
    // Nobody listens yet: that is what the caller waits for.
    return false;
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode === null) {
    const ended = once(server, 'exit');
    server.kill();
    await ended;
  }
}
