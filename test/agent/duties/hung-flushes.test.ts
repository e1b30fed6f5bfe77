import { expect, it } from 'vitest';
import { AgentWorld, FLUSH } from '../agent-world';

it('flushes of shards that failed last time and hang now hold up no other shard', async () => {
  const world = new AgentWorld();
  const { agent, program } = await world.start('a');
  const hung = Array.from({ length: 20 }, (_, index) => `hung-${index}`);
  for (const shardId of [...hung, 'well']) {
    world.addShard(shardId);
    world.startMove(shardId, 'a');
  }
  await agent.poll();
  const flush = program.flush.bind(program);
  program.flush = async (shardId) => {
    if (shardId === 'well') {
      return flush(shardId);
    }
    return world.nowMs === 0 ? Promise.reject(new Error('no')) : new Promise(() => {});
  };
  for (const shardId of [...hung, 'well']) {
    program.accept(shardId, FLUSH.bytes);
  }
  await agent.flushDue();
  world.nowMs = 1000;
  program.accept('well', FLUSH.bytes);
  await agent.beginFlushes();
  await expect.poll(() => program.calls.filter((call) => call === 'flush well')).toHaveLength(2);
});
