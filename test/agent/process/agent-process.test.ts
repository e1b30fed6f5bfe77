import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { monotonicClock } from '../../../agent/monotonic-clock';
import { findFreePort } from '../../../local/cloud/emulator/free-port';
import { MOTO_MISSING, type MotoServer, startMoto } from '../moto-server';
import { AgentProcess, bundleAgent, until } from './agent-process';
import { LEASE_MS, SHORT_LEASE_MS, TestFleet } from './test-fleet';
import { TestService } from './test-service';

const SHARD = 'shard-00000';
const MOVES = 4;

interface TestNode {
  readonly id: string;
  readonly service: TestService;
  readonly port: number;
  agent: AgentProcess;
}

describe.skipIf(MOTO_MISSING)(`agents as processes${MOTO_MISSING ? ` (${MOTO_MISSING})` : ''}`, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-process-'));
  const bundle = path.join(folder, 'agent.js');
  const nodes: TestNode[] = [];
  const acknowledged: string[] = [];
  let moto: MotoServer;
  let fleet: TestFleet;

  beforeAll(async () => {
    bundleAgent(bundle);
    moto = await startMoto();
    fleet = await TestFleet.create(moto, folder);
    await fleet.addShard(SHARD);
    nodes.push(await startNode('a'), await startNode('b'));
  });

  afterAll(async () => {
    for (const { agent, service } of nodes) {
      agent.signal('SIGKILL');
      await agent.ended;
      await service.stop();
    }
    fleet?.close();
    await moto?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function startNode(id: string): Promise<TestNode> {
    const [service, port] = [await TestService.start(), await findFreePort()];
    return { id, service, port, agent: startAgent(id, service, port) };
  }

  function startAgent(id: string, service: TestService, port: number, leaseMs = LEASE_MS): AgentProcess {
    return new AgentProcess(bundle, fleet.environment(id, service.url, port, leaseMs));
  }

  function node(id: string): TestNode {
    const found = nodes.find((candidate) => candidate.id === id);
    if (found === undefined) {
      throw new Error(`there is no node ${id}`);
    }
    return found;
  }

  const flush = (port: number) => fetch(`http://127.0.0.1:${port}/shards/${SHARD}/flush`, { method: 'POST' });
  let writes = 0;

  /** Writes one line wherever it is accepted. */
  function write(): boolean {
    writes += 1;
    const line = `line ${writes}`;
    const isAccepted = nodes.some(({ service }) => service.write(SHARD, line));
    if (isAccepted) {
      acknowledged.push(line);
    }
    return isAccepted;
  }

  it('join, and are healthy', async () => {
    for (const { agent, port } of nodes) {
      await agent.line(({ event }) => event === 'joined');
      expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    }
    expect(await fleet.heartbeat('a')).toMatchObject({ zone: 'z', agentVersion: expect.stringMatching(/^\d/) });
  });

  it('take a shard, and make a write durable when the service asks', async () => {
    await fleet.move(SHARD, 'a');
    expect(write()).toBe(true);
    const answer = await flush(node('a').port);
    expect(await answer.json()).toMatchObject({ epoch: 1 });
    expect((await flush(node('b').port)).status).toBe(409);
  });

  it('hand a shard over and back without waiting for a lease to end, and lose no write', async () => {
    const pauses: number[] = [];
    for (let move = 0; move < MOVES; move += 1) {
      pauses.push(await pauseOf(() => fleet.move(SHARD, move % 2 === 0 ? 'b' : 'a')));
    }
    // How long a pause is tells the benchmark `hand-over`.
    expect(Math.max(...pauses)).toBeLessThan(LEASE_MS);
    expect(await node('a').service.read(SHARD)).toEqual(expect.arrayContaining(acknowledged));
  });

  it('open the shard again in a service that was started anew', async () => {
    await flush(node('a').port);
    node('a').service.restart();
    expect(write()).toBe(false);
    await until(() => write());
  });

  it('leave cleanly when they are told to stop', async () => {
    await fleet.move(SHARD, 'b');
    write();
    node('b').agent.signal('SIGTERM');
    expect(await node('b').agent.ended).toBe(0);
    expect(await fleet.heartbeat('b')).toMatchObject({ fenced: true, shards: {} });
    expect(node('b').agent.lines.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['stopped', 'left', 'ended']),
    );
  });

  it('take over what another one left durable', async () => {
    await fleet.move(SHARD, 'a', true);
    expect(await node('a').service.read(SHARD)).toEqual(expect.arrayContaining(acknowledged));
  });

  it('stop accepting writes when they are killed, and come back as another incarnation', async () => {
    await restartOnShortLease(node('a'));
    await fleet.move(SHARD, 'a', true);
    await until(() => write());
    await until(async () => (await flush(node('a').port)).ok);
    const before = await fleet.heartbeat('a');
    node('a').agent.signal('SIGKILL');
    await node('a').agent.ended;
    await until(() => !node('a').service.write(SHARD, 'not to be acknowledged'));
    node('a').service.restart();
    node('a').agent = startAgent('a', node('a').service, node('a').port);
    await node('a').agent.line(({ event }) => event === 'joined');
    expect((await fleet.heartbeat('a'))?.incarnation).not.toBe(before?.incarnation);
    await fleet.move(SHARD, 'a', true);
    expect(await node('a').service.read(SHARD)).toEqual(expect.arrayContaining(acknowledged));
  });

  async function restartOnShortLease(node: TestNode): Promise<void> {
    node.agent.signal('SIGTERM');
    expect(await node.agent.ended).toBe(0);
    node.agent = startAgent(node.id, node.service, node.port, SHORT_LEASE_MS);
    await node.agent.line(({ event }) => event === 'joined');
  }

  /** Longest time in which no write was accepted while something happened. */
  async function pauseOf(happening: () => Promise<void>): Promise<number> {
    let lastMs = monotonicClock();
    let longestMs = 0;
    const writer = setInterval(() => {
      if (write()) {
        longestMs = Math.max(longestMs, monotonicClock() - lastMs);
        lastMs = monotonicClock();
      }
    }, 5);
    await happening();
    await until(() => write());
    clearInterval(writer);
    return longestMs;
  }
});
