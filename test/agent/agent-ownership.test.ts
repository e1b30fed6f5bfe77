import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { OccupiedServiceError, ServiceTimeoutError } from '../../agent/errors';
import { AgentWorld, COUNTED_LEASE_MS, type MemoryAgent } from './agent-world';

const LEFT_OPEN = {
  shardId: 's',
  role: 'owner',
  epoch: 4,
  version: 9,
  directory: '/nvme/s',
  validUntilMs: 10,
} as const;

async function sweepAfterAMinute(world: AgentWorld, { agent }: MemoryAgent): Promise<void> {
  world.nowMs += 60_000;
  await agent.heartbeat();
  await agent.sweep();
}

it('a node stops serving a shard whose row gives it to somebody else', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  const b = await world.start('b');
  await world.place('s', a, 'a');
  world.table.rows.set('s', { id: 's', owner: null, followers: [], epoch: world.table.row('s').epoch });
  await world.place('s', b, 'b');

  for (; world.nowMs < 600_000; world.nowMs += 15_000) {
    await Promise.all([a.agent.heartbeat(), b.agent.heartbeat()]);
    await Promise.all([a.agent.poll(), b.agent.poll(), a.agent.flushDue(), b.agent.flushDue()]);
    await Promise.all([a.agent.sweep(), b.agent.sweep()]);
  }

  expect(world.table.row('s').owner).toBe('b');
  expect([a, b].filter(({ agent }) => agent.status().accepting.includes('s'))).toHaveLength(1);
});

it('a node closes a shard whose row names no owner, and what it had accepted is durable', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  await world.place('s', a, 'a');
  a.program.accept('s', 10);
  world.table.rows.set('s', { id: 's', owner: null, followers: [], epoch: world.table.row('s').epoch });
  await sweepAfterAMinute(world, a);
  expect(a.agent.status().accepting).toEqual([]);
  expect(world.homes.manifests.get('s')?.objects).toMatchObject([{ sizeBytes: 10 }]);
});

it('a node goes on serving a shard whose row is gone', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  await world.place('s', a, 'a');
  world.table.rows.delete('s');
  await sweepAfterAMinute(world, a);
  expect(a.agent.status().accepting).toEqual(['s']);
});

it('a node goes on serving a shard whose row nobody can read', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  await world.place('s', a, 'a');
  world.table.rows.set('s', { id: 's', owner: null, followers: [], epoch: 0, unreadable: ['owner'] });
  await sweepAfterAMinute(world, a);
  expect(a.agent.status().accepting).toEqual(['s']);
});

it('a node deletes the copy of a shard that another one owns, unless nobody can read all of its row', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  a.copies.copies.set('s', new Map());
  const row = { id: 's', owner: 'b', followers: [], epoch: 1 };
  world.table.rows.set('s', { ...row, unreadable: ['move'] });
  await sweepAfterAMinute(world, a);
  expect(await a.copies.held()).toEqual(['s']);
  world.table.rows.set('s', row);
  await sweepAfterAMinute(world, a);
  expect(await a.copies.held()).toEqual([]);
});

it('a node closes a shard whose row has a later epoch than it has open', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  await world.place('s', a, 'a');
  a.program.accept('s', 10);
  const { move: _move, ...row } = world.table.row('s');
  world.table.rows.set('s', { ...row, epoch: row.epoch + 1 });
  await sweepAfterAMinute(world, a);
  expect(a.agent.status().accepting).toEqual([]);
  expect(world.homes.manifests.get('s')?.objects).toMatchObject([{ sizeBytes: 10 }]);
});

it('a node asks once a minute what it owns, and reads only the rows that the answer lacks or shows in another epoch', async () => {
  const world = new AgentWorld();
  let isIndexOld = false;
  const asked: string[] = [];
  const readShard = (id: string) => {
    asked.push(`row ${id}`);
    return world.table.readShard(id);
  };
  const ownedBy = (nodeId: string) => {
    asked.push('owned');
    return isIndexOld ? Promise.resolve(new Map()) : world.table.ownedBy(nodeId);
  };
  const a = await world.start('a', { table: Object.assign(Object.create(world.table), { readShard, ownedBy }) });
  await world.place('s', a, 'a');
  asked.length = 0;
  for (; world.nowMs <= 120_000; world.nowMs += 1000) {
    isIndexOld = world.nowMs > 60_000;
    await a.agent.sweep();
  }
  expect(asked).toEqual(['owned', 'owned', 'owned', 'row s']);
  expect(a.program.opened.has('s')).toBe(true);
});

it('a node that cannot learn what it owns says so, and goes on serving and clearing away', async () => {
  const world = new AgentWorld();
  const ownedBy = () => Promise.reject(new Error('throttled'));
  const a = await world.start('a', { table: Object.assign(Object.create(world.table), { ownedBy }) });
  await world.place('s', a, 'a');
  a.copies.copies.set('other', new Map());
  world.table.rows.set('other', { id: 'other', owner: 'b', followers: [], epoch: 1 });
  await sweepAfterAMinute(world, a);
  expect(a.agent.status().faults).toMatchObject([{ message: 'throttled' }]);
  expect(a.agent.status().accepting).toEqual(['s']);
  expect(await a.copies.held()).not.toContain('other');
});

it('a node that is given what it serves makes its writes durable before it seals the home anew', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  await world.place('s', a, 'a');
  a.program.accept('s', 10);
  world.table.rows.set('s', { id: 's', owner: null, followers: [], epoch: world.table.row('s').epoch });
  await world.place('s', a, 'a');
  expect(world.homes.manifests.get('s')).toMatchObject({ epoch: 2, objects: [{ sizeBytes: 10 }] });
  expect(a.agent.status().accepting).toEqual(['s']);
});

/**
 * The container outlived its unit (docker did not answer when it was to stop it), and the agent was started anew: the
 * controller takes the owner for dead at once, and the next renewal would give the old container a lease again.
 */
it('an agent does not give a lease to a service that has shards open from before', async () => {
  const world = new AgentWorld();
  const a = world.make('a');
  await a.program.open(LEFT_OPEN);

  await a.agent.start().catch(() => undefined);
  await a.agent.heartbeat();

  const stillOpen = a.program.opened.get('s')?.role === 'owner';
  expect(stillOpen && a.program.validUntilMs > 10).toBe(false);
});

it('an agent gives no lease to a service of which it does not know yet what it has open from before', async () => {
  const world = new AgentWorld();
  const a = world.make('a');
  await a.program.open(LEFT_OPEN);
  a.program.failures.set('stats', new ServiceTimeoutError('no answer'));
  a.program.failures.set('close', new ServiceTimeoutError('no answer'));
  await a.agent.start();
  await a.agent.heartbeat();
  a.program.failures.delete('stats');
  await a.agent.heartbeat();
  await world.place('s', a, 'a');
  expect(a.program.validUntilMs).toBe(0);
  expect(a.program.opened.get('s')).toBe(LEFT_OPEN);
  expect(world.table.heartbeats.get('a')).toMatchObject({ refusesHard: true });

  a.program.failures.delete('close');
  await a.agent.heartbeat();
  await setImmediate();
  await a.agent.heartbeat();
  await a.agent.poll();
  expect(a.program.validUntilMs).toBe(COUNTED_LEASE_MS);
  expect(a.program.opened.get('s')).toMatchObject({ directory: '/nvme/s', epoch: 1 });
  expect(world.table.heartbeats.get('a')).not.toHaveProperty('refuses');
});

it('an agent joins once the service has closed what an earlier agent had it open', async () => {
  const world = new AgentWorld();
  const a = world.make('a');
  await a.program.open(LEFT_OPEN);

  await expect(a.agent.start()).rejects.toThrow(OccupiedServiceError);
  expect(world.table.heartbeats.has('a')).toBe(false);
  await setImmediate();
  await a.agent.start();

  expect(a.agent.status().state).toBe('serving');
  expect(a.program.opened.size).toBe(0);
});

it('a shard that the service has open, but not for this agent, is closed and told', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  await a.program.open(LEFT_OPEN);
  await a.agent.heartbeat();
  await setImmediate();
  expect(a.program.opened.size).toBe(0);
  expect(a.agent.status().faults).toMatchObject([{ code: 'OccupiedServiceError', shardId: 's' }]);
});

it('shards that are opened, followed or closed are not taken for ones of an earlier agent', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  const b = await world.start('b');
  await world.place('s', a, 'a');
  world.table.rows.set('s', { ...world.table.row('s'), followers: ['b'] });
  for (let round = 0; round < 3; round += 1) {
    await b.agent.follow();
    await Promise.all([a.agent.heartbeat(), b.agent.heartbeat()]);
    await setImmediate();
  }
  expect(a.program.opened.get('s')?.role).toBe('owner');
  expect(b.program.opened.get('s')?.role).toBe('follower');
});
