import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { AgentMetrics } from '../../../agent/server/agent-metrics';
import { type AgentServer, startAgentServer } from '../../../agent/server/agent-server';
import { AgentWorld, COUNTED_LEASE_MS, LEASE_SECONDS, type MemoryAgent } from '../agent-world';

describe('the HTTP server of the agent', () => {
  const world = { current: new AgentWorld() };
  let server: AgentServer | undefined;

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function serve(): Promise<MemoryAgent> {
    world.current = new AgentWorld();
    const metrics = new AgentMetrics();
    const node = world.current.make('a', {}, (happening) => metrics.observe(happening));
    server = await startAgentServer({ port: 0, agent: node.agent, metrics });
    return node;
  }

  async function serveShard(): Promise<MemoryAgent> {
    const node = await serve();
    await node.agent.start();
    await world.current.place('s', node, 'a');
    return node;
  }

  const ask = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server?.port}${path}`, { method });

  it('flushes a shard and says the version that holds what was accepted', async () => {
    const node = await serveShard();
    node.program.accept('s', 5);
    const answer = await ask('/shards/s/flush', 'POST');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ epoch: 1, version: 2 });
    expect(world.current.homes.manifests.get('s')).toMatchObject({ epoch: 1, version: 2 });
  });

  it('refuses to flush a shard that another node owns', async () => {
    await serveShard();
    const answer = await ask('/shards/t/flush', 'POST');
    expect(answer.status).toBe(409);
    expect(await answer.json()).toEqual({ error: 'NotOwnerError', message: 't is not open on a' });
  });

  it('says by name why a flush failed', async () => {
    const node = await serveShard();
    node.program.failures.set('flush', Object.assign(new Error('on fire'), { name: 'DiskFullError' }));
    const answer = await ask('/shards/s/flush', 'POST');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ error: 'DiskFullError', message: 'on fire' });
  });

  it('names a fault of the system by its code, as heartbeats do', async () => {
    const node = await serveShard();
    node.program.failures.set('flush', Object.assign(new Error('EACCES: open /x'), { code: 'EACCES' }));
    const answer = await ask('/shards/s/flush', 'POST');
    expect(await answer.json()).toEqual({ error: 'EACCES', message: 'EACCES: open /x' });
  });

  it.each([
    ['/shards/..%2Fx/flush', 'POST', 400, /'..\/x' names no shard; accepted/],
    ['/shards/%zz/flush', 'POST', 400, /'%zz' names no shard/],
    ['/shards/s/flush', 'GET', 405, /takes POST, not GET/],
    ['/healthz', 'POST', 405, /takes GET, not POST/],
    ['/', 'GET', 404, /known: POST \/shards/],
  ])('answers %s by %s with %i and the reason', async (path, method, status, reason) => {
    await serve();
    const answer = await ask(path, method);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ message: expect.stringMatching(reason) });
  });

  it('is healthy while the lease is valid', async () => {
    await serveShard();
    const answer = await ask('/healthz');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ healthy: true, shards: 1, leaseRemainingMs: COUNTED_LEASE_MS });
  });

  it('is not healthy before it has joined', async () => {
    await serve();
    const answer = await ask('/healthz');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ why: 'the node has not joined the fleet yet' });
  });

  it('is not healthy once the lease is over', async () => {
    await serveShard();
    world.current.nowMs = LEASE_SECONDS * 1000;
    const answer = await ask('/healthz');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ why: expect.stringMatching(/the lease is over/) });
  });

  it('shows metrics to Prometheus', async () => {
    const node = await serveShard();
    node.program.accept('s', 5, 4000);
    world.current.transfers.watch()();
    await node.agent.heartbeat();
    await ask('/metrics');
    const answer = await ask('/metrics');
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    for (const line of [
      'elastic_fleet_agent_lease_remaining_seconds 37.5',
      'elastic_fleet_agent_shards{role="owner"} 1',
      'elastic_fleet_agent_shard_unflushed_seconds{shard="s"} 4',
      'elastic_fleet_agent_take_over_seconds_count 1',
      'elastic_fleet_agent_happenings_total{kind="opened"} 1',
      'elastic_fleet_agent_transfers_limit 8',
      'elastic_fleet_agent_transfers_under_way 0',
      'elastic_fleet_agent_transfers_halved_total 1',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
  });

  it('shows no recovery point of a shard that is gone', async () => {
    const node = await serveShard();
    await (await ask('/metrics')).text();
    await node.agent.stop();
    expect(await (await ask('/metrics')).text()).not.toContain('shard="s"');
  });

  it('listens on this machine alone', async () => {
    await serve();
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal);
    if (outside !== undefined) {
      await expect(fetch(`http://${outside.address}:${server?.port}/healthz`)).rejects.toThrow();
    }
  });
});
