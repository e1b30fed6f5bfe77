import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { feedWatchdog } from '../../../agent/systemd/feed-watchdog';
import { notifySystemd, watchdogIntervalMs } from '../../../agent/systemd/notify-systemd';

/** A folder with a program `systemd-notify` that writes down what it is told. */
function playedSystemd(): { readonly environment: Record<string, string>; readonly log: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'systemd-'));
  const log = path.join(folder, 'log');
  const program = path.join(folder, 'systemd-notify');
  writeFileSync(program, `#!/bin/sh\necho "$NOTIFY_SOCKET $1" >> ${log}\n`);
  chmodSync(program, 0o755);
  return { environment: { PATH: `${folder}:/bin:/usr/bin`, NOTIFY_SOCKET: '/run/notify' }, log };
}

describe('notifySystemd', () => {
  it('tells the state to whoever listens on the socket', async () => {
    const { environment, log } = playedSystemd();
    await notifySystemd('READY=1', environment);
    await notifySystemd('STATUS=12 shards open', environment);
    expect(readFileSync(log, 'utf8')).toBe('/run/notify READY=1\n/run/notify STATUS=12 shards open\n');
  });

  it('does nothing where systemd does not listen', async () => {
    const { environment, log } = playedSystemd();
    await notifySystemd('READY=1', { PATH: environment.PATH });
    expect(existsSync(log)).toBe(false);
  });

  it('fails when the program is missing', async () => {
    await expect(notifySystemd('READY=1', { PATH: '/nowhere', NOTIFY_SOCKET: '/run/notify' })).rejects.toThrow(
      'ENOENT',
    );
  });
});

describe('watchdogIntervalMs', () => {
  it('is half of what systemd allows', () => {
    expect(watchdogIntervalMs({ NOTIFY_SOCKET: '/run/notify', WATCHDOG_USEC: '30000000' })).toBe(15_000);
  });

  it.each([{}, { NOTIFY_SOCKET: '/run/notify' }, { WATCHDOG_USEC: '30000000' }])('is absent for %j', (environment) => {
    expect(watchdogIntervalMs(environment)).toBeUndefined();
  });
});

describe('feedWatchdog', () => {
  function fed(options: { isHealthy: () => boolean; notify: () => Promise<void> }) {
    const stop = new AbortController();
    const faults: unknown[] = [];
    feedWatchdog({ ...options, everyMs: 5, onFault: (error) => faults.push(error), signal: stop.signal });
    return { stop, faults };
  }

  it('feeds while the agent is healthy, and stops when it is not', async () => {
    let meals = 0;
    let healthy = true;
    const notify = async () => {
      meals += 1;
    };
    const { stop } = fed({ isHealthy: () => healthy, notify });
    await expect.poll(() => meals).toBeGreaterThan(2);
    healthy = false;
    const before = meals;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(meals).toBe(before);
    healthy = true;
    await expect.poll(() => meals).toBeGreaterThan(before);
    stop.abort();
  });

  it('never tells twice at once', async () => {
    let running = 0;
    let most = 0;
    let told = 0;
    const notify = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
      told += 1;
    };
    const { stop } = fed({ isHealthy: () => true, notify });
    await expect.poll(() => told).toBeGreaterThan(1);
    stop.abort();
    expect(most).toBe(1);
  });

  it('reports that systemd could not be told, and tries again', async () => {
    const { stop, faults } = fed({ isHealthy: () => true, notify: () => Promise.reject(new Error('no answer')) });
    await expect.poll(() => faults.length).toBeGreaterThan(1);
    stop.abort();
  });
});
