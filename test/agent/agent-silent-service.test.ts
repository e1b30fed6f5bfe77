import { expect, it } from 'vitest';
import { ServiceTimeoutError } from '../../agent/errors';
import { AgentWorld, type MemoryAgent } from './agent-world';

function silence({ program }: MemoryAgent): void {
  for (const call of ['open', 'flush', 'close', 'stats', 'extend', 'durable']) {
    program.failures.set(call, new ServiceTimeoutError('nobody listens there'));
  }
}

/** Heartbeats and polls until then. */
async function live(world: AgentWorld, { agent }: MemoryAgent, untilMs: number): Promise<void> {
  for (; world.nowMs < untilMs; world.nowMs += 15_000) {
    await agent.heartbeat();
    await agent.poll();
  }
}

it('a node whose service has not answered for an hour no longer says that it serves its shards', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  await world.place('s', a, 'a');
  await a.agent.heartbeat();
  silence(a);

  for (; world.nowMs < 3_600_000; world.nowMs += 15_000) {
    await a.agent.heartbeat();
    await a.agent.poll();
  }

  const said = Object.keys(world.table.heartbeats.get('a')?.shards ?? {});
  const isOut = a.agent.status().state !== 'serving';
  expect(isOut || said.length === 0, 'nobody is told, so nobody takes over').toBe(true);
});

it('a shard committed to a node whose service is down goes to another node in the end', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  await world.start('b');
  a.program.failures.set('open', new ServiceTimeoutError('nobody listens there'));
  await world.place('s', a, 'a');
  expect(world.table.row('s').move?.state).toBe('committed');

  for (; world.nowMs < 3_600_000; world.nowMs += 15_000) {
    await a.agent.heartbeat();
    await a.agent.poll();
  }

  // Nothing but the target's fence ends `committed`, so the target must give itself up.
  expect(a.agent.status().state).not.toBe('serving');
});

/** The target copies and commits without its service; from `committed` there is no way back to the source. */
it('a shard stays with its owner while the service of the target does not answer', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  const b = await world.start('b');
  await world.place('s', a, 'a');
  silence(b);

  world.startMove('s', 'b');
  for (; world.nowMs < 600_000; world.nowMs += 15_000) {
    await Promise.all([a.agent.heartbeat(), b.agent.heartbeat()]);
    await b.agent.poll();
    await a.agent.poll();
  }

  expect(a.program.opened.has('s')).toBe(true);
  expect(world.table.row('s').owner).toBe('a');
});

it('a node gives up once its service has been silent for two leases, and not before', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  await world.place('s', a, 'a');
  silence(a);
  await live(world, a, 90_000);
  expect(a.agent.status().state).toBe('serving');

  await a.agent.heartbeat();

  expect(a.agent.status().state).toBe('gave-up');
  expect(a.happenings).toContainEqual({ kind: 'gave-up' });
});

it('a node whose service answers now and then does not give up', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  await world.place('s', a, 'a');
  for (let round = 0; round < 10; round += 1) {
    silence(a);
    await live(world, a, world.nowMs + 75_000);
    a.program.failures.clear();
    await live(world, a, world.nowMs + 15_000);
  }
  expect(a.agent.status().state).toBe('serving');
});

it('a node without shards waits for its service for ever', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  silence(a);
  await live(world, a, 3_600_000);
  expect(a.agent.status().state).toBe('serving');
});

it('a node that serves shards does not give them up for one that its service does not open', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  await world.place('s', a, 'a');
  world.addShard('t');
  a.program.failures.set('open', new ServiceTimeoutError('no answer'));
  await world.place('t', a, 'a');
  await live(world, a, 3_600_000);
  expect(a.agent.status()).toMatchObject({ state: 'serving', accepting: ['s'] });
});

it('a failure to read files is no silence: starting anew would not mend it', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  await world.place('s', a, 'a');
  a.program.failures.set('stats', new Error('EIO: i/o error'));
  await live(world, a, 3_600_000);
  expect(a.agent.status().state).toBe('serving');
});

it('a node whose service does not answer yet joins, but says that it cannot take a shard', async () => {
  const world = new AgentWorld();
  const a = world.make('a');
  silence(a);
  await a.agent.start();
  expect(world.table.heartbeats.get('a')).toMatchObject({
    refuses: 'the service does not answer',
    refusesHard: true,
  });

  a.program.failures.clear();
  await a.agent.heartbeat();
  expect(world.table.heartbeats.get('a')).not.toHaveProperty('refuses');
  expect(world.table.heartbeats.get('a')).not.toHaveProperty('refusesHard');
});

it('a node with a full disk says that it cannot take a shard', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  a.machine = { metrics: {}, usedBytes: 1, capacityBytes: 1, refuses: 'the disk is full' };
  await a.agent.heartbeat();
  expect(world.table.heartbeats.get('a')).toMatchObject({ refuses: 'the disk is full', refusesHard: true });
});

it('a node that AWS recommends to leave would rather take no shard, but can', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  a.agent.refuse('AWS recommends to leave');
  await a.agent.heartbeat();
  expect(world.table.heartbeats.get('a')).toHaveProperty('refuses');
  expect(world.table.heartbeats.get('a')).not.toHaveProperty('refusesHard');
});
