import { describe, expect, it } from 'vitest';
import { OwedFlushes } from '../../../agent/duties/owed-flushes';
import { PermissionError } from '../../../agent/errors';
import { AgentWorld, FLUSH } from '../agent-world';
import { faultyHomes } from '../memory/memory-homes';

const CLEAN = { load: 0.1, dirtyBytes: 0, dirtyForMs: 0 };

describe('a flush that failed after the service had written its files', () => {
  it('is tried again without new writes, and its age counts on until it is durable', async () => {
    const world = new AgentWorld();
    let isDenied = false;
    const replace: typeof world.homes.replace = async (manifest, etag) => {
      if (isDenied) {
        throw new PermissionError('no');
      }
      return world.homes.replace(manifest, etag);
    };
    const node = await world.start('a', { homes: faultyHomes(world.homes, { replace }) });
    await world.place('s', node, 'a');
    isDenied = true;
    node.program.accept('s', FLUSH.bytes, 5000);
    await node.agent.flushDue();
    world.nowMs += 20_000;
    await node.agent.heartbeat();
    expect(world.table.heartbeats.get('a')).toMatchObject({ unflushedSeconds: 25 });

    isDenied = false;
    await node.agent.flushDue();
    await node.agent.heartbeat();
    expect(world.homes.manifests.get('s')?.objects).toHaveLength(1);
    expect(world.table.heartbeats.get('a')).toMatchObject({ unflushedSeconds: 0, faults: [] });
  });

  it('keeps the age of the oldest write over further failures', () => {
    let nowMs = 100_000;
    const owed = new OwedFlushes(() => nowMs);
    owed.failed('s', 30_000);
    nowMs += 10_000;
    owed.failed('s', 1000);
    expect(owed.addedTo([{ shardId: 's', stat: CLEAN }])[0]?.stat?.dirtyForMs).toBe(40_000);
  });

  it('is forgotten with the shard', () => {
    const owed = new OwedFlushes(() => 0);
    owed.failed('s', 0);
    owed.addedTo([]);
    expect(owed.has('s')).toBe(false);
  });
});

describe('a transfer that fails again and again', () => {
  it('is told until it ends well, not only between the attempts', async () => {
    const world = new AgentWorld();
    const node = await world.start('a');
    let attempts = 0;
    node.copies.hydrate = async () => {
      attempts += 1;
      if (attempts % 2 === 0) {
        throw new PermissionError('no');
      }
      return false;
    };
    world.startMove('s', 'a');
    const told: number[] = [];
    for (let poll = 0; poll < 40; poll += 1) {
      await node.agent.poll();
      world.nowMs += 1000;
      told.push(node.agent.status().faults.length);
    }
    expect(told.slice(1)).toEqual(told.slice(1).map(() => 1));
    // 0.25 s, 0.5 s, 1 s, … and every attempt asked for twice: to begin it, and to learn how it went.
    expect(attempts).toBeLessThan(20);
  });
});
