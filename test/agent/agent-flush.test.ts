import { describe, expect, it, vi } from 'vitest';
import { PermissionError } from '../../agent/errors';
import { ShardKeeper } from '../../agent/shards/shard-keeper';
import { AgentWorld, FLUSH, type MemoryAgent } from './agent-world';

async function ownerOf(...shards: readonly string[]): Promise<{ world: AgentWorld; node: MemoryAgent }> {
  const world = new AgentWorld();
  const node = await world.start('a');
  for (const shardId of shards) {
    world.addShard(shardId);
    await world.place(shardId, node, 'a');
  }
  return { world, node };
}

const flushed = (node: MemoryAgent) => node.program.calls.filter((call) => call.startsWith('flush'));

describe('flushing what is due', () => {
  it.each([
    ['enough bytes', FLUSH.bytes, 0, 1],
    ['too few bytes', FLUSH.bytes - 1, 0, 0],
    ['some bytes for long enough', 1, FLUSH.seconds * 1000, 1],
    ['some bytes for too short', 1, FLUSH.seconds * 1000 - 1, 0],
    ['nothing, however long', 0, FLUSH.seconds * 2000, 0],
  ])('with %s', async (_, bytes, forMs, flushes) => {
    const { node } = await ownerOf('s');
    node.program.accept('s', bytes, forMs);
    await node.agent.flushDue();
    expect(flushed(node)).toHaveLength(flushes);
  });

  it('looks through the open shards no more often for many that are due than for one', async () => {
    const { node } = await ownerOf('s', 't', 'u', 'v');
    const looks = vi.spyOn(ShardKeeper.prototype, 'openShards');
    const looksFor = async (...due: readonly string[]) => {
      looks.mockClear();
      for (const shardId of due) {
        node.program.accept(shardId, FLUSH.bytes);
      }
      await node.agent.flushDue();
      return looks.mock.calls.length;
    };
    const forOne = await looksFor('s');
    expect(await looksFor('s', 't', 'u', 'v')).toBe(forOne);
    expect(flushed(node)).toHaveLength(5);
    looks.mockRestore();
  });

  it('takes note of a failure and waits before it tries again', async () => {
    const { world, node } = await ownerOf('s');
    node.program.accept('s', FLUSH.bytes);
    node.program.failures.set('flush', new PermissionError('s3:PutObject'));
    await node.agent.flushDue();
    expect(node.agent.status().faults).toEqual([{ code: 'PermissionError', shardId: 's', message: 's3:PutObject' }]);
    node.program.failures.clear();
    await node.agent.flushDue();
    expect(flushed(node)).toEqual([]);
    world.nowMs = 1000;
    await node.agent.flushDue();
    expect(flushed(node)).toEqual(['flush s']);
    expect(node.agent.status().faults).toEqual([]);
  });

  it('makes up for a flush that failed as the shard was closed for a move that was cancelled', async () => {
    const { world, node } = await ownerOf('s');
    const other = await world.start('b');
    node.program.accept('s', FLUSH.bytes - 1, 5000);
    await node.agent.heartbeat();
    world.homes.beforeReplace = () => {
      throw new Error('503');
    };
    world.startMove('s', 'b');
    await other.agent.poll();
    await node.agent.poll();
    world.table.change('s', 'cancel');
    await node.agent.poll();
    world.homes.beforeReplace = () => {};
    world.nowMs += 20_000;
    await node.agent.heartbeat();
    expect(node.agent.status()).toMatchObject({ accepting: ['s'], unflushedSeconds: 25 });
    await node.agent.flushDue();
    expect(world.homes.manifests.get('s')?.objects).toMatchObject([{ sizeBytes: FLUSH.bytes - 1 }]);
    expect(node.agent.status().unflushedSeconds).toBe(0);
  });

  it('shares one flush among all who ask before it begins', async () => {
    const { node } = await ownerOf('s');
    node.program.accept('s', 10);
    const versions = await Promise.all([node.agent.flush('s'), node.agent.flush('s'), node.agent.flush('s')]);
    expect(versions.map(({ version }) => version)).toEqual([2, 2, 2]);
    expect(flushed(node)).toEqual(['flush s']);
  });

  it('gives a shard up whose home another owner has sealed', async () => {
    const { world, node } = await ownerOf('s');
    const manifest = { formatVersion: 1, shardId: 's', epoch: 9, version: 9, writer: 'b', objects: [] };
    world.homes.manifests.set('s', manifest);
    node.program.accept('s', FLUSH.bytes);
    await node.agent.flushDue();
    expect(node.agent.status()).toMatchObject({ open: [], accepting: [], faults: [{ code: 'OwnershipLostError' }] });
    expect(node.program.opened.size).toBe(0);
    expect(world.homes.manifests.get('s')).toEqual(manifest);
  });
});

describe('a Spot notice', () => {
  it('flushes most unflushed bytes first, then closes everything and leaves', async () => {
    const { world, node } = await ownerOf('s', 't', 'u');
    node.program.accept('s', 1);
    node.program.accept('t', 50);
    await node.agent.evacuate('going away');
    expect(node.program.calls.filter((call) => /^(flush|close)/.test(call))).toEqual([
      'flush t',
      'flush s',
      'close s',
      'close t',
      'close u',
    ]);
    expect(world.table.heartbeats.get('a')).toMatchObject({ fenced: true, refuses: 'going away' });
    expect(node.agent.status().state).toBe('left');
  });

  it('leaves when asked again, after a shard could not be closed', async () => {
    const { world, node } = await ownerOf('s', 't');
    node.program.failures.set('close', new Error('busy'));
    await expect(node.agent.evacuate('going away')).rejects.toThrow(/could not close 2 shards/);
    expect(world.table.heartbeats.get('a')).toMatchObject({ fenced: false });
    node.program.failures.clear();
    await node.agent.evacuate('going away');
    expect(world.table.heartbeats.get('a')).toMatchObject({ fenced: true });
  });
});

describe('a sweep', () => {
  const HOUR_MS = 3_600_000;

  async function withCopyOf(row: object): Promise<MemoryAgent> {
    const { world, node } = await ownerOf();
    world.table.rows.set('s', { ...world.table.row('s'), ...row });
    node.copies.copies.set('s', new Map());
    await node.agent.sweep();
    return node;
  }

  it('drops the copy of a shard that is another node’s', async () => {
    expect((await withCopyOf({ owner: 'b', epoch: 4 })).copies.dropped).toEqual(['s']);
  });

  it.each([
    ['that the node owns', { owner: 'a' }],
    ['that the node follows', { owner: 'b', followers: ['c', 'a'] }],
    ['that moves here', { owner: 'b', move: { id: 'm', from: 'b', to: 'a', state: 'copying', actor: 'a' } }],
    ['that moves away', { owner: 'b', move: { id: 'm', from: 'a', to: 'b', state: 'sealed', actor: 'a' } }],
  ])('keeps the copy of a shard %s', async (_, row) => {
    expect((await withCopyOf(row)).copies.dropped).toEqual([]);
  });

  it('keeps a copy whose shard has no row: the table may be about to be rebuilt', async () => {
    const { world, node } = await ownerOf();
    world.table.rows.delete('s');
    node.copies.copies.set('s', new Map());
    await node.agent.sweep();
    expect(node.copies.dropped).toEqual([]);
  });

  it('deletes objects an hour after it first saw that no manifest names them', async () => {
    const { world, node } = await ownerOf('s');
    world.homes.objects.set('homes/s/1/old', 'x');
    await node.agent.sweep();
    for (const halfHours of [1, 2, 3]) {
      expect(world.homes.objects.has('homes/s/1/old')).toBe(true);
      world.nowMs = (halfHours * HOUR_MS) / 2;
      await node.agent.heartbeat();
      await node.agent.sweep();
    }
    expect(world.homes.objects.has('homes/s/1/old')).toBe(false);
  });
});
