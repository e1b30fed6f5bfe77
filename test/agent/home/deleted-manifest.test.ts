import { describe, expect, it } from 'vitest';
import { demandManifests } from '../../../agent/home/demand-manifests';
import { seal } from '../../../agent/home/seal';
import type { Move } from '../../../core/move/move';
import { startMove } from '../../../core/move/move-machine';
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

describe('GIVEN a shard with data WHEN the bucket is made anew, empty', () => {
  async function emptied() {
    const world = new AgentWorld();
    const a = await world.start('a');
    await world.place('s', a, 'a');
    a.program.accept('s', 10);
    await a.agent.flush('s');
    world.homes.manifests.clear();
    world.homes.objects.clear();
    return { world, a };
  }

  it('THEN its owner keeps it, with all that it has, while it is to move', async () => {
    const { world, a } = await emptied();
    const b = await world.start('b');
    world.startMove('s', 'b');
    for (let step = 0; step < 8; step += 1) {
      await b.agent.poll();
      await a.agent.poll();
    }
    expect(world.table.row('s')).toMatchObject({ owner: 'a', move: { state: 'copying' } });
    expect(a.program.opened.has('s')).toBe(true);
    expect(a.copies.copies.get('s')?.size).toBe(1);
    expect(b.agent.status().faults).toMatchObject([{ code: 'MissingManifestError', shardId: 's' }]);
  });

  it('THEN whoever takes it over from a dead owner opens nothing, and leaves the copy that it has', async () => {
    const { world, a } = await emptied();
    const again = await world.start('a');
    again.copies.copies.set('s', new Map(a.copies.copies.get('s')));
    world.table.start('s', takeOver('a', world.table.heartbeats.get('a')?.incarnation));
    await again.agent.poll();
    expect(again.program.opened.has('s')).toBe(false);
    expect(again.copies.copies.get('s')?.size).toBe(1);
    expect(world.homes.manifests.has('s')).toBe(false);
  });

  it('THEN whoever has committed by then seals nothing', async () => {
    const { world } = await emptied();
    const b = await world.start('b');
    const row = world.table.row('s');
    const move = { ...takeOver('b', world.table.heartbeats.get('b')?.incarnation), state: 'committed' } as const;
    world.table.rows.set('s', { ...row, owner: 'b', epoch: 2, move });
    await b.agent.poll();
    expect(b.program.opened.has('s')).toBe(false);
    expect(world.homes.manifests.has('s')).toBe(false);
  });

  it('THEN its owner does not let it go for nobody', async () => {
    const { world, a } = await emptied();
    world.table.start('s', startMove({ id: 'park', from: 'a', to: null, reason: 'park', startedAtMs: 0 }));
    await a.agent.poll();
    expect(world.table.row('s')).toMatchObject({ owner: 'a', move: { state: 'releasing' } });
    expect(a.program.opened.has('s')).toBe(true);
    expect(a.copies.copies.get('s')?.size).toBe(1);
  });
});

it('a shard whose first owner died before it sealed the home is given to another', async () => {
  const world = new AgentWorld();
  const b = await world.start('b');
  world.table.rows.set('s', { id: 's', owner: 'dead', followers: [], epoch: 1 });
  world.table.start('s', takeOver('b', world.table.heartbeats.get('b')?.incarnation));
  await b.agent.poll();
  expect(world.table.row('s')).toMatchObject({ owner: 'b', epoch: 2, hasHome: true });
});

function takeOver(to: string, toIncarnation: string | undefined): Move {
  const whole = { id: 'm', from: null, to, reason: 'take-over', startedAtMs: 0 } as const;
  return startMove(toIncarnation === undefined ? whole : { ...whole, toIncarnation });
}
