import { afterEach, expect, it, vi } from 'vitest';
import { AgentWorld } from './agent-world';

afterEach(() => {
  vi.useRealTimers();
});

it('an agent that evacuates closes its other shards when the flush of one hangs', async () => {
  vi.useFakeTimers();
  const world = new AgentWorld();
  const a = await world.start('a');
  world.addShard('t');
  await world.place('s', a, 'a');
  await world.place('t', a, 'a');
  a.program.accept('s', 10);
  a.program.accept('t', 10);
  const { flush } = a.program;
  a.program.flush = (shardId) => (shardId === 's' ? new Promise(() => {}) : flush.call(a.program, shardId));

  void a.agent.evacuate('AWS takes this Spot instance away');
  await vi.advanceTimersByTimeAsync(19_000);
  expect(a.program.opened.has('t')).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);

  expect(a.program.opened.has('t')).toBe(false);
});

it.each(['evacuate', 'stop'] as const)(
  'an agent that has to %s ends what it fetches, which would take the link from its flushes',
  async (how) => {
    const world = new AgentWorld();
    const a = await world.start('a');
    await world.place('s', a, 'a');
    a.program.accept('s', 10);
    let hadEnded: boolean | undefined;
    const { files } = a.copies;
    a.copies.files = (shardId) => {
      hadEnded ??= a.copies.haveTransfersEnded;
      return files.call(a.copies, shardId);
    };
    await a.agent[how]('AWS takes this Spot instance away');
    expect(hadEnded).toBe(true);
  },
);

it('an agent that evacuates tells that it cannot take a shard', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  await a.agent.evacuate('AWS takes this Spot instance away');
  expect(world.table.heartbeats.get('a')).toMatchObject({ refusesHard: true, fenced: true });
});

it('an agent that evacuates tells so still when AWS recommends to leave right after its notice', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  const leaving = a.agent.evacuate('AWS takes this Spot instance away');
  a.agent.refuse('AWS recommends to leave this Spot instance');
  await leaving;
  expect(world.table.heartbeats.get('a')).toMatchObject({
    refuses: 'AWS takes this Spot instance away',
    refusesHard: true,
  });
});

it('an agent that is ending, but has a shard that it cannot close yet, tells that it cannot take another', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  await world.place('s', a, 'a');
  a.program.failures.set('close', new Error('busy'));
  await expect(a.agent.stop()).rejects.toThrow(/could not close/);
  await a.agent.heartbeat();
  expect(world.table.heartbeats.get('a')).toMatchObject({ refusesHard: true, fenced: false });
});

it('an agent that is ending closes its other shards while the release of one, that moves away, takes long', async () => {
  const world = new AgentWorld();
  const [a, b] = [await world.start('a'), await world.start('b')];
  world.addShard('t');
  await world.place('s', a, 'a');
  await world.place('t', a, 'a');
  a.program.accept('s', 10);
  a.program.accept('t', 10);
  let store = () => {};
  const { upload } = a.copies;
  a.copies.upload = async (shardId, epoch, file) => {
    await (shardId === 's' ? new Promise<void>((resolve) => (store = resolve)) : undefined);
    return upload.call(a.copies, shardId, epoch, file);
  };
  world.startMove('s', 'b');
  await b.agent.poll();
  await a.agent.beginPoll();
  const stopping = a.agent.stop();
  await expect.poll(() => world.homes.manifests.get('t')?.objects).toHaveLength(1);
  expect(a.agent.status().state).toBe('leaving');
  store();
  await stopping;
  expect(world.homes.manifests.get('s')?.objects).toHaveLength(1);
  expect(world.table.heartbeats.get('a')).toMatchObject({ fenced: true });
});
