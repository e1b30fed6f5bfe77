import { describe, expect, it } from 'vitest';
import { ServiceRefusalError, ServiceTimeoutError } from '../../agent/errors';
import { AgentWorld, FLUSH, LEASE_SECONDS, type MemoryAgent } from './agent-world';

const FLUSH_MS = FLUSH.seconds * 1000;
const SILENCE = new ServiceTimeoutError('no answer within 2 s');
const WRONG = new ServiceRefusalError('the service answered GET /shards of s with {"load":-1e-17}');

/** A node with the shards `s` and `t`, of which its service has said that they are clean. */
async function serving() {
  const world = new AgentWorld();
  const node = await world.start('a');
  world.addShard('t');
  await world.place('s', node, 'a');
  await world.place('t', node, 'a');
  await node.agent.flushDue();
  return { world, node, ...node };
}

/** Flushed shards since it was last asked. */
function flushes({ program }: MemoryAgent): string[] {
  return program.calls.splice(0).filter((call) => call.startsWith('flush'));
}

describe('GIVEN a service that no longer says how its shards fare', () => {
  it('THEN what it may have accepted meanwhile is flushed when some dirty data would be, again and again', async () => {
    const { world, node, agent, program } = await serving();
    program.failures.set('stats', SILENCE);
    for (const round of [1, 2]) {
      world.nowMs = round * FLUSH_MS - 1;
      await agent.flushDue();
      expect(flushes(node)).toEqual([]);
      world.nowMs = round * FLUSH_MS;
      await agent.flushDue();
      expect(flushes(node)).toEqual(['flush s', 'flush t']);
    }
  });

  it('THEN the age of what may be unflushed grows, and a flush is proof of what came before it', async () => {
    const { world, agent, program } = await serving();
    program.failures.set('stats', SILENCE);
    world.nowMs = 7000;
    await agent.flushDue();
    expect(agent.status().unflushedSeconds).toBe(7);
    await agent.flush('s');
    await agent.flush('t');
    expect(agent.status().unflushedSeconds).toBe(0);
    program.failures.clear();
    world.nowMs = 9000;
    await agent.flushDue();
    expect(agent.status().unflushedSeconds).toBe(0);
  });

  it('THEN writes that it had told of go on growing old', async () => {
    const { world, agent, program } = await serving();
    program.accept('s', 1, 3000);
    await agent.flushDue();
    program.failures.set('stats', SILENCE);
    world.nowMs = 7000;
    await agent.flushDue();
    expect(agent.status().unflushedSeconds).toBe(10);
  });

  it('WHEN the instance goes THEN all is flushed before it is closed', async () => {
    const { world, node, agent, program } = await serving();
    program.failures.set('stats', SILENCE);
    world.nowMs = 7000;
    await agent.flushAll();
    expect(flushes(node)).toEqual(['flush s', 'flush t']);
  });
});

describe('GIVEN a service that calls whatever it has not flushed as old as the moment', () => {
  it('THEN it is flushed once it was dirty for long enough, and again for what came since', async () => {
    const { world, node, agent, program } = await serving();
    const flushedAtMs: number[] = [];
    for (; world.nowMs <= 3 * FLUSH_MS; world.nowMs += 1000) {
      program.accept('s', 1, 0);
      await agent.flushDue();
      if (flushes(node).length > 0) {
        flushedAtMs.push(world.nowMs);
      }
    }
    expect(flushedAtMs).toEqual([FLUSH_MS, 2 * FLUSH_MS + 1000]);
  });

  it('THEN the node says how old it is', async () => {
    const { world, agent, program } = await serving();
    program.accept('s', 1, 0);
    await agent.flushDue();
    world.nowMs = 9000;
    await agent.flushDue();
    expect(agent.status().unflushedSeconds).toBe(9);
  });

  it('THEN a look at which nothing is dirty ends that', async () => {
    const { world, agent, program } = await serving();
    program.accept('s', 1, 0);
    await agent.flushDue();
    program.accept('s', 0, 0);
    world.nowMs = 9000;
    await agent.flushDue();
    program.accept('s', 1, 0);
    await agent.flushDue();
    expect(agent.status().unflushedSeconds).toBe(0);
  });
});

describe('GIVEN a service that opens a shard again and again and never names it', () => {
  it('THEN what it may have accepted is flushed when some dirty data would be', async () => {
    const { world, node, agent, program } = await serving();
    const stats = program.stats.bind(program);
    program.stats = async () => {
      const { s: _, ...others } = await stats();
      return others;
    };
    world.nowMs = FLUSH_MS - 1;
    await agent.flushDue();
    expect(flushes(node)).toEqual([]);
    expect(agent.status().unflushedSeconds).toBeCloseTo(FLUSH.seconds, 2);
    world.nowMs = FLUSH_MS;
    await agent.flushDue();
    expect(flushes(node)).toEqual(['flush s']);
  });

  it('THEN one that was started anew has it open before it is to flush it', async () => {
    const { world, agent, program } = await serving();
    world.nowMs = FLUSH_MS;
    program.restart();
    program.calls.splice(0);
    await agent.flushDue();
    const ofShard = program.calls.filter((call) => /^(open|flush) s/.test(call));
    expect(ofShard).toEqual(['open s owner 1', 'flush s']);
  });
});

describe('GIVEN a service that says of one shard what nobody understands', () => {
  async function unclear() {
    const service = await serving();
    const { program } = service;
    const stats = program.stats.bind(program);
    program.stats = async () => ({ ...(await stats()), s: WRONG });
    return service;
  }

  it('THEN the node names it, and goes on with all', async () => {
    const { world, agent } = await unclear();
    for (; world.nowMs < 10 * LEASE_SECONDS * 1000; world.nowMs += 15_000) {
      await agent.heartbeat();
      await agent.poll();
    }
    expect(agent.status()).toMatchObject({ state: 'serving', accepting: ['s', 't'] });
    expect(agent.status().faults).toMatchObject([
      { code: 'ServiceRefusalError', shardId: 's', message: WRONG.message },
    ]);
    expect(world.table.heartbeats.get('a')).not.toHaveProperty('refuses');
  });

  it('THEN what is said of others counts, and the one is flushed when some dirty data would be', async () => {
    const { world, node, agent, program } = await unclear();
    program.accept('t', FLUSH.bytes);
    await agent.flushDue();
    expect(flushes(node)).toEqual(['flush t']);
    world.nowMs = FLUSH_MS;
    await agent.flushDue();
    expect(flushes(node)).toEqual(['flush s']);
  });

  it('THEN it is not opened again, since it is open', async () => {
    const { agent, program } = await unclear();
    program.calls.splice(0);
    await agent.flushDue();
    expect(program.calls.filter((call) => call.startsWith('open'))).toEqual([]);
  });
});
