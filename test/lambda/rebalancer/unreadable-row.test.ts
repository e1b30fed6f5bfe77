import { describe, expect, it } from 'vitest';
import { Metric } from '../../../core/contract/metrics';
import type { Shard } from '../../../core/fleet/shard';
import { placedWorld, type RebalancerWorld } from './rebalancer-world';

const SPOILT = 'shard-00003';
const MOVE = { id: 'm', from: 'n1', to: 'n2', actor: 'n2', state: 'copying', reason: 'rebalance', startedAtMs: 0 };

/** A placed fleet of two nodes, one row of which somebody has edited. */
async function editedWorld(edit: object): Promise<RebalancerWorld> {
  const world = await placedWorld();
  const row = world.table.shards.get(SPOILT);
  world.table.shards.set(SPOILT, { ...row, ...edit } as Shard);
  return world;
}

describe.each([
  ['epoch', undefined],
  ['epoch', '1'],
  ['epoch', 1.5],
  ['owner', 7],
  ['ownerIncarnation', 7],
  ['followers', 'n2'],
  ['followers', new Set(['n2'])],
  ['followers', [7]],
  ['move', null],
  ['move', 'to n2'],
  ['move', {}],
  ['move', { ...MOVE, state: 'copyin' }],
  ['move', { ...MOVE, to: 7 }],
  ['move', { ...MOVE, startedAtMs: 'now' }],
])('a shard’s row that nobody can read: %s is %j', (name, value) => {
  it('is left as it is and told, while the others are taken over', async () => {
    const world = await editedWorld({ [name]: value });
    const before = world.table.shards.get(SPOILT);
    const n1 = world.ownedBy('n1').filter((id) => id !== SPOILT);
    world.table.heartbeats.set('n1', { ...world.table.heartbeats.get('n1'), fenced: true } as never);
    world.group.setState('n1', 'Terminating:Wait');
    await world.tick('n2');
    expect(
      world
        .moves()
        .filter(({ to, shard }) => to === 'n2' && shard !== SPOILT)
        .map(({ shard }) => shard),
    ).toEqual(n1);
    expect(world.table.shards.get(SPOILT)).toBe(before);
    const told = world.table.history.filter(({ decision }) => decision.reason.code === 'row-unreadable');
    expect(told.map(({ decision }) => decision.reason.text)).toEqual([
      `${SPOILT} is left as it is, because nobody can read of its row: ${name}`,
    ]);
    expect(world.latestMetric(Metric.AGENT_FAULTS)).toBe(1);
    expect(world.latestMetric(Metric.MOVES_IN_FLIGHT)).toBe(0);
  });
});

it('a shard whose row was mended is placed again', async () => {
  const world = await editedWorld({ epoch: 'one', owner: null });
  await world.tick('n1', 'n2');
  expect(world.moves()).toEqual([]);
  const row = world.table.shards.get(SPOILT);
  world.table.shards.set(SPOILT, { ...row, epoch: 1 } as Shard);
  await world.tick('n1', 'n2');
  expect(world.moves().map(({ shard }) => shard)).toEqual([SPOILT]);
});

it('a row under a name that is no shard’s is left as it is and told', async () => {
  const world = await editedWorld({});
  const row = { id: 'shard-0003', owner: null, followers: [], epoch: 1 };
  world.table.shards.set(row.id, row);
  await world.tick('n1', 'n2');
  expect(world.table.shards.get(row.id)).toEqual(row);
  const told = world.table.history.map(({ decision }) => decision.reason.text);
  expect(told).toContain('shard-0003 is left as it is, because nobody can read of its row: sk');
});
