import { expect, it } from 'vitest';
import { RebalancerWorld } from './rebalancer-world';

it('a take-over that runs out of time gets twice as long the next time, and is forgotten once its shard is owned', async () => {
  const world = new RebalancerWorld();
  world.settings = {
    ...world.settings,
    policy: { ...world.settings.policy, shardCount: 1, moveTimeoutSeconds: 120 },
  };
  world.join('n1');
  await world.tick('n1');
  const started: (number | undefined)[] = [];
  for (let tick = 0; tick < 16; tick += 1) {
    await world.tick('n1');
    started.push(world.moves()[0]?.startedAtMs);
  }
  const starts = [...new Set(started.filter((startedAtMs) => startedAtMs !== undefined))];
  const minutes = starts.slice(1).map((startedAtMs, index) => (startedAtMs - (starts[index] ?? 0)) / 60_000);
  expect(minutes.slice(0, 2)).toEqual([4, 6]);

  const memory = () => JSON.parse(world.table.memories.get('rebalancer') ?? '{}');
  expect(Object.keys(memory().timeouts)).toEqual(['shard-00000']);
  world.finishMoves();
  await world.tick('n1');
  expect(memory().timeouts).toEqual({});
});
