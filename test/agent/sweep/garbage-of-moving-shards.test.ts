import { expect, it } from 'vitest';
import { AgentWorld } from '../agent-world';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Day and night: a scale-out and a scale-in, a roll, a restart of the agent, … */
it('garbage of a shard that changes its owner every eleven hours is collected within two days', async () => {
  const world = new AgentWorld();
  const nodes = { a: await world.start('a'), b: await world.start('b') };
  await world.place('s', nodes.a, 'a');
  world.homes.objects.set('homes/s/0/garbage', 'unreferenced since ever');

  for (const to of ['b', 'a', 'b', 'a'] as const) {
    const until = world.nowMs + 11 * HOUR_MS;
    for (; world.nowMs < until; world.nowMs += 10 * MINUTE_MS) {
      await Promise.all([nodes.a.agent.heartbeat(), nodes.b.agent.heartbeat()]);
      await Promise.all([nodes.a.agent.sweep(), nodes.b.agent.sweep()]);
    }
    world.startMove('s', to);
    for (let step = 0; step < 6; step += 1) {
      await nodes.a.agent.poll();
      await nodes.b.agent.poll();
    }
    expect(world.table.row('s').owner).toBe(to);
  }

  expect(world.homes.objects.has('homes/s/0/garbage')).toBe(false);
});
