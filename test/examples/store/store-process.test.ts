import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { monotonicMs } from '../../../examples/elastic-database/store/store-server';

/** The program itself, as a node runs it. */
describe('the store as a process', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'store-'));
  const program = path.join(folder, 'store.js');
  const directory = path.join(folder, 'data/shards/s1/files');

  beforeAll(() => {
    const entry = path.join(__dirname, '../../../examples/elastic-database/store/main.ts');
    buildSync({ entryPoints: [entry], outfile: program, bundle: true, platform: 'node', target: 'node20' });
  });

  async function start(): Promise<{ process: ChildProcess; url: string }> {
    const env = { PATH: process.env.PATH, PORT: '0', HOST: '127.0.0.1', FLEET_DATA_FOLDER: path.join(folder, 'data') };
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    return { process: child, url: `http://127.0.0.1:${JSON.parse(String(line)).detail}` };
  }

  async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
    const ended = once(child, 'exit');
    child.kill(signal);
    return (await ended)[0];
  }

  function open(url: string): Promise<Response> {
    const validUntilMs = monotonicMs() + 600_000;
    const body = JSON.stringify({ role: 'owner', epoch: 1, version: 0, directory, validUntilMs });
    return fetch(`${url}/shards/s1/open`, { method: 'POST', body });
  }

  it('keeps every accepted write when it is killed, and judges leases by the machine’s monotonic clock', async () => {
    const first = await start();
    await open(first.url);
    for (let index = 0; index < 50; index += 1) {
      const response = await fetch(`${first.url}/shards/s1/keys/k${index}`, { method: 'PUT', body: `value ${index}` });
      expect(response.status).toBe(200);
    }
    await end(first.process, 'SIGKILL');
    const second = await start();
    expect((await open(second.url)).status).toBe(200);
    const listing = (await (await fetch(`${second.url}/shards/s1/keys`)).json()) as { count: number };
    expect(listing.count).toBe(50);
    expect(await end(second.process, 'SIGTERM')).toBe(0);
  });

  it('refuses directories outside the data folder', async () => {
    const { process: child, url } = await start();
    const body = JSON.stringify({ role: 'owner', epoch: 1, version: 0, directory: tmpdir(), validUntilMs: 1 });
    expect((await fetch(`${url}/shards/s1/open`, { method: 'POST', body })).status).toBe(400);
    await end(child, 'SIGTERM');
  });
});
