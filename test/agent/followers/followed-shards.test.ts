import { describe, expect, it } from 'vitest';
import { FollowedShards } from '../../../agent/followers/followed-shards';
import { AgentWorld, type MemoryAgent } from '../agent-world';
import { keeping } from '../shards/served-shard';

/** An owner `a` of shard `s` with one durable write, and a follower `b`. */
async function followedShard() {
  const world = new AgentWorld();
  const [owner, follower] = [await world.start('a'), await world.start('b')];
  await world.place('s', owner, 'a');
  world.table.rows.set('s', { ...world.table.row('s'), followers: ['b'] });
  await write(owner);
  return { world, owner, follower };
}

async function write(owner: MemoryAgent): Promise<void> {
  owner.program.accept('s', 10);
  await owner.agent.flush('s');
}

const opens = (node: MemoryAgent) => node.program.calls.filter((call) => call.startsWith('open'));

describe('followed shards', () => {
  it('are served to readers as the home has them', async () => {
    const { follower } = await followedShard();
    await follower.agent.follow();
    expect(opens(follower)).toEqual(['open s follower 2']);
    expect(follower.copies.copies.get('s')?.size).toBe(1);
    expect(follower.agent.status()).toMatchObject({ followed: ['s'], open: [], accepting: [] });
  });

  it('count in the heartbeat once their copies have come, for as long as program and table say so', async () => {
    const { world, follower } = await followedShard();
    const said = async () => {
      await follower.agent.follow();
      await follower.agent.heartbeat();
      return world.table.heartbeats.get('b')?.followed;
    };
    follower.copies.isSlow = true;
    expect([await said(), await said()]).toEqual([0, 1]);
    follower.program.restart();
    follower.program.failures.set('open', new Error('starting'));
    expect(await said()).toBe(0);
    follower.program.failures.clear();
    expect(await said()).toBe(1);
    world.table.rows.set('s', { ...world.table.row('s'), followers: [] });
    follower.program.failures.set('close', new Error('busy'));
    expect(await said()).toBe(0);
  });

  it('are told again only when the home has a newer version', async () => {
    const { owner, follower } = await followedShard();
    await follower.agent.follow();
    await follower.agent.follow();
    await write(owner);
    await follower.agent.follow();
    expect(opens(follower)).toEqual(['open s follower 2', 'open s follower 3']);
  });

  it('are told of what has come though the owner flushes faster than copies come', async () => {
    const { owner, follower } = await followedShard();
    follower.copies.isSlow = true;
    await follower.agent.follow();
    for (let round = 0; round < 2; round += 1) {
      await write(owner);
      await follower.agent.follow();
    }
    expect(opens(follower)).toEqual(['open s follower 2', 'open s follower 3']);
  });

  it('are not told of a copy that was brought on meanwhile', async () => {
    const { world, owner, follower } = await followedShard();
    follower.copies.isSlow = true;
    await follower.agent.follow();
    await write(owner);
    await follower.copies.hydrate('s', world.homes.manifests.get('s'));
    await follower.agent.follow();
    expect(opens(follower)).toEqual(['open s follower 3']);
  });

  it('are told again to a program that was started anew', async () => {
    const { follower } = await followedShard();
    await follower.agent.follow();
    follower.program.restart();
    await follower.agent.follow();
    expect(opens(follower)).toHaveLength(2);
  });

  it('are closed once the node follows them no more, and their copies go', async () => {
    const { world, follower } = await followedShard();
    await follower.agent.follow();
    world.table.rows.set('s', { ...world.table.row('s'), followers: [] });
    await follower.agent.follow();
    expect(follower.program.opened.size).toBe(0);
    expect(follower.agent.status().followed).toEqual([]);
    await follower.agent.sweep();
    expect(follower.copies.dropped).toEqual(['s']);
  });

  it('are forgotten, manifest and all, when the node follows them no more before their copy has come', async () => {
    const { homes, copies, program, keeper } = await keeping();
    copies.hydrate = async () => false;
    const followed = new FollowedShards({ homes, copies, program, keeper });
    followed.expect(['s'], []);
    await followed.follow('s');
    expect(followed.expect([], [])).toEqual(['s']);
    await followed.unfollow('s');
    expect(followed.expect([], [])).toEqual([]);
    expect(program.calls).toEqual([]);
  });

  it('keep their copy at a sweep', async () => {
    const { follower } = await followedShard();
    await follower.agent.follow();
    await follower.agent.sweep();
    expect(follower.copies.dropped).toEqual([]);
  });

  it('become the node’s own by a move, and are then no followed shards', async () => {
    const { world, owner, follower } = await followedShard();
    await follower.agent.follow();
    world.startMove('s', 'b');
    for (const { agent } of [follower, owner, follower, owner]) {
      await agent.poll();
    }
    await follower.agent.follow();
    expect(follower.program.opened.get('s')).toMatchObject({ role: 'owner', epoch: 2 });
    expect(follower.agent.status()).toMatchObject({ followed: [], accepting: ['s'] });
    expect(follower.copies.dropped).toEqual([]);
  });

  it('keep their copy when the node that followed them gives them away', async () => {
    const { world, owner, follower } = await followedShard();
    world.table.rows.set('s', { ...world.table.row('s'), followers: ['a'] });
    await owner.agent.follow();
    world.startMove('s', 'b');
    for (const { agent } of [follower, owner, follower, owner]) {
      await agent.poll();
    }
    await owner.agent.follow();
    expect(owner.copies.dropped).toEqual([]);
    expect(owner.program.opened.get('s')).toMatchObject({ role: 'follower', epoch: 2 });
  });

  it('name the fault of one shard and go on with the others', async () => {
    const { world, follower } = await followedShard();
    world.addShard('t');
    world.table.rows.set('t', { ...world.table.row('t'), followers: ['b'] });
    const hydrate = follower.copies.hydrate.bind(follower.copies);
    world.homes.manifests.set('t', { formatVersion: 1, shardId: 't', epoch: 1, version: 1, writer: 'a', objects: [] });
    follower.copies.hydrate = (shardId, home) =>
      shardId === 's' ? Promise.reject(new Error('no room')) : hydrate(shardId, home);
    await follower.agent.follow();
    expect(follower.agent.status()).toMatchObject({ followed: ['t'], faults: [{ shardId: 's', message: 'no room' }] });
  });
});
