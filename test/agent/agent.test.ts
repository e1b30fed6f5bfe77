import { describe, expect, it } from 'vitest';
import { ServiceTimeoutError } from '../../agent/errors';
import type { NodeTablePort } from '../../agent/ports';
import { CONGESTED_FOR_MS } from '../../core/fleet/node';
import { AgentWorld, COUNTED_LEASE_MS, FLUSH } from './agent-world';

const SILENT = new ServiceTimeoutError('close of s: no answer within 60 s');

describe('the agent of a node', () => {
  it('joins with what the machine measures', async () => {
    const world = new AgentWorld();
    await world.start('a');
    expect(world.table.heartbeats.get('a')).toMatchObject({
      counter: 1,
      zone: 'z',
      capacityBytes: 1e12,
      metrics: { cpuPercent: 5 },
      agentVersion: '1.2.3',
      faults: [],
    });
  });

  it('takes a shard at a poll and says so in the next heartbeat', async () => {
    const world = new AgentWorld();
    const node = await world.start('a');
    await world.place('s', node, 'a');
    node.program.accept('s', 10);
    await node.agent.heartbeat();
    expect(world.table.row('s')).toMatchObject({ owner: 'a', epoch: 1 });
    expect(world.table.heartbeats.get('a')).toMatchObject({ counter: 2, shards: { s: { bytes: 10, load: 0.1 } } });
    expect(node.agent.status()).toMatchObject({ state: 'serving', accepting: ['s'] });
  });

  it('says in its heartbeats for two minutes that its transfers met congestion', async () => {
    const world = new AgentWorld();
    const node = await world.start('a');
    const saysSo = async () => {
      await node.agent.heartbeat();
      return world.table.heartbeats.get('a')?.isCongested === true;
    };
    expect(await saysSo()).toBe(false);
    world.transfers.watch()();
    expect(await saysSo()).toBe(true);
    world.nowMs += CONGESTED_FOR_MS;
    expect(await saysSo()).toBe(false);
  });

  it('hands a shard over to another node with all that was written', async () => {
    const world = new AgentWorld();
    const [from, to] = [await world.start('a'), await world.start('b')];
    await world.place('s', from, 'a');
    from.program.accept('s', 10);
    world.startMove('s', 'b');
    for (const { agent } of [to, from, to, from]) {
      await agent.poll();
    }
    expect(world.table.row('s')).toMatchObject({ owner: 'b', epoch: 2 });
    expect(world.table.row('s').move).toBeUndefined();
    expect([...(to.copies.copies.get('s')?.values() ?? [])].map(({ content }) => content.length)).toEqual([10]);
    expect(from.copies.dropped).toEqual(['s']);
  });

  it('keeps a shard whose service never answers `close`, and names it until it does', async () => {
    const world = new AgentWorld();
    const [from, to] = [await world.start('a'), await world.start('b')];
    await world.place('s', from, 'a');
    world.startMove('s', 'b');
    await to.agent.poll();
    from.program.failures.set('close', SILENT);
    await from.agent.poll();
    await from.agent.heartbeat();
    const fault = { code: 'ServiceTimeoutError', shardId: 's', message: SILENT.message };
    expect(world.table.heartbeats.get('a')?.faults).toEqual([fault]);
    expect(world.table.row('s')).toMatchObject({ owner: 'a', epoch: 1, move: { state: 'releasing' } });

    from.program.failures.clear();
    world.nowMs += 1000;
    await from.agent.poll();
    await from.agent.heartbeat();
    expect(world.table.heartbeats.get('a')?.faults).toEqual([]);
    expect(world.table.row('s').move?.state).toBe('released');
  });

  it('waits before it tries a step again that failed', async () => {
    const world = new AgentWorld();
    const node = await world.start('a');
    let hydrations = 0;
    node.copies.hydrate = () => {
      hydrations += 1;
      return Promise.reject(new Error('no room'));
    };
    world.startMove('s', 'a');
    await node.agent.poll();
    await node.agent.poll();
    expect(hydrations).toBe(1);
    world.nowMs += 250;
    await node.agent.poll();
    expect(hydrations).toBe(2);
  });

  it('holds up no other shard while the service hangs with one', async () => {
    const world = new AgentWorld();
    world.addShard('t');
    const node = await world.start('a');
    await world.place('s', node, 'a');
    let answer = () => {};
    node.program.close = () => new Promise((resolve) => (answer = () => resolve(undefined)));
    await world.start('b');
    world.table.start('s', { ...moveOf(world, 's', 'b'), state: 'releasing', actor: 'a' });
    const hanging = await node.agent.beginPoll();
    world.startMove('t', 'a');
    await node.agent.beginPoll();
    await untilTrue(() => world.table.row('t').owner === 'a');
    expect(world.table.row('s').move?.state).toBe('releasing');
    answer();
    await hanging.done;
    expect(world.table.row('s').move?.state).toBe('released');
  });

  it('renews its lease while a flush hangs', async () => {
    const world = new AgentWorld();
    const node = await world.start('a');
    await world.place('s', node, 'a');
    node.program.flush = () => new Promise(() => {});
    node.program.accept('s', FLUSH.bytes);
    await node.agent.beginFlushes();
    node.program.restart();
    await node.agent.heartbeat();
    expect(world.table.heartbeats.get('a')?.counter).toBe(2);
  });

  it('opens shards again in a program that was started anew', async () => {
    const world = new AgentWorld();
    const node = await world.start('a');
    await world.place('s', node, 'a');
    node.program.restart();
    await node.agent.heartbeat();
    await untilTrue(() => node.program.opened.has('s'));
    expect(node.program.opened.get('s')).toMatchObject({ role: 'owner', epoch: 1 });
  });

  it('renews its lease and wants no more shards while the program does not answer', async () => {
    const world = new AgentWorld();
    const node = await world.start('a');
    await world.place('s', node, 'a');
    node.program.failures.set('stats', new ServiceTimeoutError('no answer'));
    await node.agent.heartbeat();
    expect(world.table.heartbeats.get('a')).toMatchObject({
      counter: 2,
      refuses: 'the service does not answer',
      faults: [{ code: 'ServiceTimeoutError' }],
      shards: { s: { load: 0 } },
    });
  });

  it('renews its lease although the machine cannot be measured', async () => {
    const world = new AgentWorld();
    const node = await world.start('a');
    node.machine = new Error('no /proc');
    await node.agent.heartbeat();
    expect(world.table.heartbeats.get('a')).toMatchObject({
      counter: 2,
      usedBytes: 10,
      faults: [{ message: 'no /proc' }],
    });
  });

  it('tells of metrics that are missing for as long as they are, and logs it once', async () => {
    const world = new AgentWorld();
    const node = await world.start('a');
    const metrics = { cpuPercent: 7 };
    node.machine = { metrics, usedBytes: 10, capacityBytes: 1e12, faults: [new Error('the GPU is lost')] };
    await node.agent.heartbeat();
    await node.agent.heartbeat();
    expect(world.table.heartbeats.get('a')).toMatchObject({ metrics, faults: [{ message: 'the GPU is lost' }] });
    expect(node.happenings.filter((happening) => happening.kind === 'fault' && happening.isNew)).toHaveLength(1);
    node.machine = { metrics, usedBytes: 10, capacityBytes: 1e12, faults: [] };
    await node.agent.heartbeat();
    expect(world.table.heartbeats.get('a')).toMatchObject({ faults: [] });
  });

  it('tells the program of the lease again when it did not hear of it', async () => {
    const world = new AgentWorld();
    const node = await world.start('a');
    node.program.failures.set('extend', new ServiceTimeoutError('no answer'));
    world.nowMs = 1000;
    await node.agent.heartbeat();
    node.program.failures.clear();
    await node.agent.flushDue();
    expect(node.program.validUntilMs).toBe(1000 + COUNTED_LEASE_MS);
  });

  it('opens no shard whose copy was dropped after it was brought up to date', async () => {
    const world = new AgentWorld();
    const node = await world.start('a');
    const hydrate = node.copies.hydrate.bind(node.copies);
    let hydrations = 0;
    node.copies.hydrate = async (shardId, home) => {
      hydrations += 1;
      return hydrations === 3 ? false : hydrate(shardId, home);
    };
    await world.place('s', node, 'a');
    expect(node.agent.status()).toMatchObject({ accepting: [], faults: [{ code: 'IncompleteCopyError' }] });
    world.nowMs += 1000;
    await node.agent.poll();
    expect(node.agent.status()).toMatchObject({ accepting: ['s'], faults: [] });
  });

  it('stops accepting when the table is out of reach past the lease, and goes on when it is back', async () => {
    const world = new AgentWorld();
    let isReachable = true;
    const table: NodeTablePort = Object.assign(Object.create(world.table), {
      renew: (heartbeat: Parameters<NodeTablePort['renew']>[0]) =>
        isReachable ? world.table.renew(heartbeat) : Promise.reject(new Error('out of reach')),
    });
    const node = await world.start('a', { table });
    await world.place('s', node, 'a');
    isReachable = false;
    world.nowMs = COUNTED_LEASE_MS;
    await node.agent.heartbeat();
    expect(node.agent.status()).toMatchObject({ state: 'serving', accepting: [], leaseRemainingMs: 0 });
    expect(node.program.validUntilMs).toBe(COUNTED_LEASE_MS);
    isReachable = true;
    await node.agent.heartbeat();
    expect(node.agent.status()).toMatchObject({ accepting: ['s'], faults: [] });
    expect(node.program.validUntilMs).toBe(2 * COUNTED_LEASE_MS);
  });

  it('ends once it is fenced', async () => {
    const world = new AgentWorld();
    const node = await world.start('a');
    await world.place('s', node, 'a');
    world.table.fence('a');
    await node.agent.heartbeat();
    expect(node.agent.status().state).toBe('fenced');
    expect(node.program.opened.size).toBe(0);
  });

  it('does not take its own leaving for a fence', async () => {
    const world = new AgentWorld();
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const renew: NodeTablePort['renew'] = async (heartbeat) => {
      if (!heartbeat.fenced) {
        await held;
      }
      return world.table.renew(heartbeat);
    };
    const node = await world.start('a', { table: Object.assign(Object.create(world.table), { renew }) });
    const heartbeat = node.agent.heartbeat();
    await node.agent.stop();
    letGo();
    await heartbeat;
    expect(node.agent.status().state).toBe('left');
  });

  it('closes every shard and fences itself when it is to stop', async () => {
    const world = new AgentWorld();
    const node = await world.start('a');
    await world.place('s', node, 'a');
    node.program.accept('s', 10);
    await node.agent.stop();
    await node.agent.heartbeat();
    expect(node.agent.status().state).toBe('left');
    expect(world.table.heartbeats.get('a')).toMatchObject({ fenced: true, shards: {} });
    expect(world.homes.manifests.get('s')?.objects).toMatchObject([{ sizeBytes: 10 }]);
  });
});

function moveOf(world: AgentWorld, shardId: string, to: string) {
  world.startMove(shardId, to);
  const { move } = world.table.row(shardId);
  if (move === undefined) {
    throw new Error(`${shardId} has no move`);
  }
  return move;
}

/** Lets what was begun go on until it holds. */
async function untilTrue(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !holds(); turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(holds()).toBe(true);
}
