import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentMetrics } from '../../../agent/server/agent-metrics';
import { startAgentServer } from '../../../agent/server/agent-server';
import { AgentWorld } from '../agent-world';
import { AgentProcess, bundleAgent } from '../process/agent-process';

const COMPLETE = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
  FLEET_NAME: 'test',
  FLEET_TABLE_NAME: 'fleet',
  FLEET_BUCKET_NAME: 'homes',
  FLEET_POLICY: '{"minNodes":1,"maxNodes":2,"shardCount":4}',
  FLEET_SERVICE_URL: 'http://127.0.0.1:9',
  FLEET_NODE_ID: 'a',
  FLEET_ZONE: 'z',
  FLEET_HOST: '127.0.0.1',
};

describe('GIVEN the agent’s process', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'agent-start-'));
  const bundle = path.join(folder, 'agent.js');

  beforeAll(() => bundleAgent(bundle));

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A port that something else listens at. */
  async function takenPort() {
    const metrics = new AgentMetrics();
    return startAgentServer({ port: 0, agent: new AgentWorld().make('other').agent, metrics });
  }

  function reasonOf(process: AgentProcess, event: string): Record<string, unknown> {
    return { ...process.lines.find((line) => line.event === event) };
  }

  it('WHEN variables are missing THEN it ends with status 1 and names all of them', async () => {
    const process = new AgentProcess(bundle, {});
    expect(await process.ended).toBe(1);
    const { reason } = reasonOf(process, 'failed');
    for (const name of ['FLEET_NAME', 'FLEET_TABLE_NAME', 'FLEET_BUCKET_NAME', 'FLEET_POLICY', 'FLEET_DATA_FOLDER']) {
      expect(reason).toContain(`${name} is missing`);
    }
    expect(reason).toContain('FLEET_SERVICE_PORT is missing');
  });

  it('WHEN its port is taken THEN it ends with status 1 and says what to do', async () => {
    const other = await takenPort();
    const port = String(other.port);
    const process = new AgentProcess(bundle, { ...COMPLETE, FLEET_DATA_FOLDER: folder, FLEET_AGENT_PORT: port });
    expect(await process.ended).toBe(1);
    await other.close();
    expect(reasonOf(process, 'failed')).toMatchObject({
      code: 'PortTakenError',
      reason: expect.stringMatching(`port ${port} .* set FLEET_AGENT_PORT`),
    });
  });

  it('WHEN its data folder does not exist THEN it joins nothing, says why, and tries again', async () => {
    const other = await takenPort();
    const port = String(other.port);
    await other.close();
    const FLEET_DATA_FOLDER = path.join(folder, 'not-mounted');
    const process = new AgentProcess(bundle, { ...COMPLETE, FLEET_DATA_FOLDER, FLEET_AGENT_PORT: port });
    await process.line(({ event }) => event === 'not-joined');
    expect(reasonOf(process, 'not-joined')).toMatchObject({
      code: 'MissingFolderError',
      reason: expect.stringContaining(FLEET_DATA_FOLDER),
    });
    process.signal('SIGTERM');
    expect(await process.ended).toBe(0);
  });
});
