import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { seal } from '../../../agent/home/seal';
import { LOAD_HALF_LIFE_SECONDS } from '../../../core/fleet/smoothed-load';
import { keeping, serving } from './served-shard';

describe('asking the program how it fares', () => {
  it('gives durable and unflushed bytes, and load', async () => {
    const { keeper, copies } = await serving();
    copies.write('s', 'f', 'text');
    await keeper.flush('s');
    expect(await keeper.refresh()).toEqual({ s: { bytes: 4 + 7, load: 0.5 } });
  });

  it('smooths the load, from what the last owner said of the shard on', async () => {
    const { keeper, program, clock } = await keeping();
    await keeper.open('s', 1, 100, 0.1);
    const load = async () => (await keeper.refresh()).s?.load;
    expect(keeper.stats().s?.load).toBe(0.1);
    expect(await load()).toBe(0.1);
    clock.nowMs = LOAD_HALF_LIFE_SECONDS * 1000;
    expect(await load()).toBe(0.3);
    program.stat = { ...program.stat, load: 1 / 3 };
    clock.nowMs *= 2;
    expect(await load()).toBe(0.3167);
  });

  it('calls the load of a shard that was long idle nothing, since the table holds no number as small as it becomes', async () => {
    const { keeper, program, clock } = await keeping();
    await keeper.open('s', 1, 100, 0.1);
    program.stat = { ...program.stat, load: 0 };
    for (let day = 1; day <= 7; day += 1) {
      clock.nowMs = day * 24 * 3_600_000;
      await keeper.refresh();
    }
    expect(keeper.stats().s?.load).toBe(0);
  });

  it('begins with the first sample of a shard of which nobody said anything', async () => {
    const { keeper, program, clock } = await serving();
    expect(keeper.stats().s?.load).toBe(0);
    expect((await keeper.refresh()).s?.load).toBe(0.5);
    program.stat = { ...program.stat, load: 0.1 };
    clock.nowMs = 15_000;
    expect((await keeper.refresh()).s?.load).toBe(0.1);
  });

  it('takes a program that was started anew for no idle one', async () => {
    const { keeper, program } = await serving();
    await keeper.refresh();
    program.stats = async () => ({});
    expect((await keeper.refresh()).s?.load).toBe(0.5);
  });

  it('opens again what a program that was started anew does not know', async () => {
    const { keeper, copies, program } = await serving();
    copies.write('s', 'f', 'text');
    await keeper.flush('s');
    program.opened.clear();
    await keeper.refresh();
    await setImmediate();
    expect(program.opened.get('s')).toMatchObject({ epoch: 1, version: 2, directory: '/copies/s' });
  });

  it('tells of a program that opens a shard again and again and never names it: nobody may be serving it', async () => {
    const { keeper, program, happenings, kinds } = await serving();
    const { stats } = program;
    const ask = async () => {
      await keeper.refresh();
      await keeper.inTurn('s', async () => {});
      await setImmediate();
    };
    program.stats = async () => ({});
    for (let round = 0; round < 4; round += 1) {
      await ask();
    }
    expect(kinds()).toEqual(['opened']);
    await ask();
    expect(happenings[1]).toMatchObject({ kind: 'fault', shardId: 's', error: { name: 'ServiceRefusalError' } });
    program.stats = stats;
    await ask();
    program.stats = async () => ({});
    await ask();
    expect(kinds()).toEqual(['opened', 'fault']);
  });

  it('closes no shard as a stranger that was opened for this agent meanwhile', async () => {
    const { keeper, program, kinds } = await keeping();
    const opening = keeper.open('s', 1, 100);
    program.stats = async () => ({ s: program.stat });
    await keeper.refresh();
    await opening;
    await keeper.inTurn('s', async () => {});
    expect(program.calls).toEqual(['open s 1 v1']);
    expect(kinds()).toEqual(['opened']);
  });

  it('orders the shards by what they have not flushed', async () => {
    const { keeper, homes, program } = await serving();
    await seal(homes, { shardId: 't', nodeId: 'a', epoch: 1 });
    await keeper.open('t', 1, 100);
    program.stats = async () => ({ s: program.stat, t: { ...program.stat, dirtyBytes: 8 } });
    await keeper.refresh();
    expect(keeper.openShards().map(({ shardId }) => shardId)).toEqual(['t', 's']);
  });
});
