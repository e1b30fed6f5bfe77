import { expect, it } from 'vitest';
import { AgentWorld } from '../agent-world';

it('a sweep frees the disk of what nobody needs while the flush of another shard takes long, and so does the next', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  const { agent, copies, program } = a;
  await world.place('s', a, 'a');
  program.accept('s', 10);
  program.flush = () => new Promise(() => {});
  void agent.flush('s');
  for (const shardId of ['t', 'u']) {
    world.table.rows.set(shardId, { id: shardId, owner: 'b', followers: [], epoch: 1 });
    await copies.hydrate(shardId, undefined);
    world.nowMs += 3_600_000;
    await agent.heartbeat();
    await agent.beginSweep();
    await new Promise((resolve) => setImmediate(resolve));
    expect(copies.dropped).toContain(shardId);
  }
});
