import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runLive } from '../../../local/live/run-live';
import { processesWith, testProject } from '../cloud/project-fixture';
import { missingEmulator } from '../emulator/start-emulator';

const reason = missingEmulator();

describe.skipIf(reason)(`local up ${reason ?? ''}`, () => {
  it('tells --local where the fleet is while it is up, and leaves neither that nor a process', async () => {
    const project = testProject();
    const state = path.join(project.work, 'cloud.json');
    const end = new AbortController();
    let seen: { endpoint?: string } = {};
    await runLive({
      project,
      environment: { PATH: process.env.PATH },
      source: { blueprint: 'elastic-database' },
      context: { nodes: '1', shards: '1', lease: '10', scaling: 'manual' },
      tickSeconds: 1,
      signal: end.signal,
      onStep: () => undefined,
      onUp: () => {
        seen = JSON.parse(readFileSync(state, 'utf8'));
        end.abort();
      },
    });

    expect(seen.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(existsSync(state)).toBe(false);
    expect(existsSync(path.join(project.work, 'lock'))).toBe(false);
    await expect.poll(() => processesWith(project.work)).toEqual([]);
  });
});
