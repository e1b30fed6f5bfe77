import { expect, it } from 'vitest';
import { demandManifests } from '../../../agent/home/demand-manifests';
import { seal } from '../../../agent/home/seal';
import { AgentWorld } from '../agent-world';
import { MemoryHomes } from '../memory/memory-homes';

/** Nothing is stored in a home before its first seal, so objects without a manifest mean that it was deleted. */
it('a new owner refuses to seal a home whose manifest is gone but whose objects are there', async () => {
  const homes = new MemoryHomes();
  homes.objects.set('homes/s/6/segment', 'durable');

  const sealing = seal(demandManifests(homes), { shardId: 's', nodeId: 'b', epoch: 7 });

  await expect(sealing).rejects.toThrow();
  expect(homes.manifests.has('s')).toBe(false);
});

it('a shard whose manifest was deleted is not handed over as an empty one', async () => {
  const world = new AgentWorld();
  const a = await world.start('a');
  const b = await world.start('b');
  await world.place('s', a, 'a');
  a.program.accept('s', 10);
  await a.agent.flush('s');
  world.homes.manifests.delete('s');

  world.startMove('s', 'b');
  for (let step = 0; step < 8; step += 1) {
    await b.agent.poll();
    await a.agent.poll();
  }

  const serving = [a, b].filter(({ program }) => program.opened.has('s'));
  const empty = serving.filter(({ copies }) => (copies.copies.get('s')?.size ?? 0) === 0);
  expect(empty).toHaveLength(0);
});
