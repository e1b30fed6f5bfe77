import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MissingManifestError, NotOwnerError, OwnershipLostError, SupersededOwnerError } from '../../../agent/errors';
import { seal } from '../../../agent/home/seal';
import type { ShardHappening } from '../../../agent/shards/shard-happening';
import { ShardKeeper } from '../../../agent/shards/shard-keeper';
import { LOAD_HALF_LIFE_SECONDS } from '../../../core/fleet/smoothed-load';
import { MemoryCopies } from '../memory/memory-copies';
import { MemoryHomes } from '../memory/memory-homes';
import { MemoryProgram } from '../memory/memory-program';

/** A keeper of node `a` with the shard `s`, which it has sealed in epoch 1. */
async function keeping() {
  const homes = new MemoryHomes();
  const copies = new MemoryCopies(homes);
  const program = new MemoryProgram();
  const happenings: ShardHappening[] = [];
  const clock = { nowMs: 0 };
  const keeper = new ShardKeeper({
    nodeId: 'a',
    homes,
    copies,
    program,
    clock: () => clock.nowMs,
    onHappening: (happening) => happenings.push(happening),
  });
  await seal(homes, { shardId: 's', nodeId: 'a', epoch: 1 });
  const kinds = () => happenings.map(({ kind }) => kind);
  return { homes, copies, program, keeper, clock, happenings, kinds };
}

/** The same with the shard open. */
async function serving() {
  const world = await keeping();
  await world.keeper.open('s', 1, 100);
  return world;
}

describe('opening', () => {
  it('tells the program directory, version and validity, once', async () => {
    const { keeper, program, kinds } = await serving();
    await keeper.open('s', 1, 100);
    expect([...program.opened.values()]).toEqual([
      { shardId: 's', role: 'owner', epoch: 1, version: 1, directory: '/copies/s', validUntilMs: 100 },
    ]);
    expect(program.calls).toEqual(['open s 1 v1']);
    expect(kinds()).toEqual(['opened']);
  });

  it('tells the program the longer validity when the lease was renewed while the copy came', async () => {
    const { keeper, program } = await keeping();
    keeper.extend(200);
    await keeper.open('s', 1, 100);
    expect(program.opened.get('s')?.validUntilMs).toBe(200);
  });

  it.each([
    ['in an earlier epoch', 'a', 0],
    ['by another node', 'b', 1],
  ])('is refused when the home is sealed %s', async (_, writer, epoch) => {
    const { keeper, homes, program } = await keeping();
    homes.manifests.set('s', { formatVersion: 1, shardId: 's', epoch, version: 9, writer, objects: [] });
    await expect(keeper.open('s', 1, 100)).rejects.toThrow(SupersededOwnerError);
    expect(program.calls).toEqual([]);
  });

  it('tells the program to close what it may have opened although the call failed', async () => {
    const { keeper, program } = await keeping();
    program.beforeCall = () => Promise.reject(new Error('hangs'));
    await expect(keeper.open('s', 1, 100)).rejects.toThrow('hangs');
    program.beforeCall = () => {};
    await keeper.close('s');
    expect(program.calls.at(-1)).toBe('close s 1');
  });

  it('opens at the next attempt what the program did not confirm', async () => {
    const { keeper, program, kinds } = await keeping();
    program.beforeCall = () => Promise.reject(new Error('hangs'));
    await expect(keeper.open('s', 1, 100)).rejects.toThrow('hangs');
    program.beforeCall = () => {};
    await keeper.open('s', 1, 100);
    expect(kinds()).toEqual(['opened']);
  });

  it('says nothing of writes when the program fails', async () => {
    const { keeper, program, kinds } = await keeping();
    program.beforeCall = () => Promise.reject(new Error('hangs'));
    await expect(keeper.open('s', 1, 100)).rejects.toThrow('hangs');
    expect(kinds()).toEqual([]);
  });

  it('takes the files of an open shard from nobody', async () => {
    const { keeper, copies } = await serving();
    copies.write('s', 'f', 'accepted');
    expect(await keeper.hydrate('s', undefined)).toBe(true);
    expect(copies.copies.get('s')?.get('f')).toBe('accepted');
  });
});

describe('flushing', () => {
  it('makes the files durable, and tells the program which version holds them', async () => {
    const { keeper, copies, homes, program, kinds } = await serving();
    copies.write('s', 'f', 'text');
    expect(await keeper.flush('s')).toEqual({ epoch: 1, version: 2 });
    expect(homes.manifests.get('s')?.objects.map(({ path }) => path)).toEqual(['f']);
    expect(program.calls.slice(1)).toEqual(['flush s 1', 'durable s 1 v2']);
    expect(kinds()).toEqual(['opened', 'flushed']);
  });

  it('is done although the program does not hear of it', async () => {
    const { keeper, copies, program, kinds } = await serving();
    copies.write('s', 'f', 'text');
    program.beforeCall = (call) => (call.startsWith('durable') ? Promise.reject(new Error('gone')) : undefined);
    expect(await keeper.flush('s')).toEqual({ epoch: 1, version: 2 });
    expect(kinds()).toEqual(['opened', 'flushed', 'fault']);
  });

  it('is refused for a shard that is not open', async () => {
    const { keeper } = await keeping();
    await expect(keeper.flush('s')).rejects.toThrow(NotOwnerError);
  });

  it('stops the shard at once when another owner has sealed the home', async () => {
    const { keeper, copies, homes, program, kinds } = await serving();
    copies.write('s', 'f', 'text');
    await seal(homes, { shardId: 's', nodeId: 'b', epoch: 2 });
    await expect(keeper.flush('s')).rejects.toThrow(OwnershipLostError);
    expect(program.opened.size).toBe(0);
    expect(keeper.openShards()).toEqual([]);
    expect(kinds()).toEqual(['opened', 'stopped', 'lost']);
    expect(homes.manifests.get('s')).toMatchObject({ epoch: 2, writer: 'b', objects: [] });
  });

  it('that failed stores nothing again for a home that takes nothing, and all once it does', async () => {
    const { keeper, homes, copies } = await serving();
    const manifest = homes.manifests.get('s');
    homes.manifests.delete('s');
    copies.write('s', 'a', 'A');
    await expect(keeper.flush('s')).rejects.toThrow(MissingManifestError);
    await expect(keeper.flush('s')).rejects.toThrow(MissingManifestError);
    await expect(keeper.flush('s')).rejects.toThrow(MissingManifestError);
    expect(copies.uploads).toBe(1);
    if (manifest) {
      homes.manifests.set('s', manifest);
    }
    expect(await keeper.flush('s')).toEqual({ epoch: 1, version: 2 });
  });

  it('meets neither another flush, a collection nor the close of the same shard', async () => {
    const { keeper, copies, homes, program } = await serving();
    let atWork = 0;
    let most = 0;
    copies.beforeUpload = async () => {
      atWork += 1;
      most = Math.max(most, atWork);
      await setImmediate();
      atWork -= 1;
    };
    homes.list = async () => {
      most = Math.max(most, atWork + 1);
      return [];
    };
    copies.write('s', 'f', 'one');
    const first = keeper.flush('s');
    await setImmediate();
    copies.write('s', 'f', 'two');
    const second = keeper.flush('s');
    await Promise.all([first, second, keeper.collectGarbage('s', 0, 0), keeper.close('s')]);
    expect(most).toBe(1);
    expect(program.calls.slice(1).filter((call) => !call.startsWith('durable'))).toEqual([
      'flush s 1',
      'flush s 1',
      'close s 1',
    ]);
    expect(homes.manifests.get('s')?.version).toBe(3);
  });
});

describe('closing', () => {
  it('makes the last writes durable after the program has stopped', async () => {
    const { keeper, copies, homes, kinds } = await serving();
    copies.write('s', 'f', 'last');
    await keeper.close('s');
    await keeper.close('s');
    expect(homes.manifests.get('s')?.objects).toHaveLength(1);
    expect(kinds()).toEqual(['opened', 'stopped', 'flushed']);
    expect(keeper.openShards()).toEqual([]);
  });

  it('succeeds when another owner has sealed the home, and names what is lost', async () => {
    const { keeper, copies, homes, kinds } = await serving();
    copies.write('s', 'f', 'last');
    await seal(homes, { shardId: 's', nodeId: 'b', epoch: 2 });
    await keeper.close('s');
    expect(kinds()).toEqual(['opened', 'stopped', 'lost']);
    expect(homes.manifests.get('s')?.objects).toEqual([]);
  });

  it('that cannot reach the home keeps the shard, and the next attempt makes its writes durable', async () => {
    const { keeper, copies, homes } = await serving();
    copies.write('s', 'f', 'last');
    copies.beforeUpload = () => Promise.reject(new Error('no route'));
    await expect(keeper.close('s')).rejects.toThrow('no route');
    copies.beforeUpload = () => {};
    await keeper.close('s');
    expect(homes.manifests.get('s')?.objects).toHaveLength(1);
  });

  it('that cannot reach the home holds what the program named first, which knows nothing of the shard when told again', async () => {
    const { keeper, copies, homes, program } = await serving();
    copies.write('s', 'named', 'last');
    copies.write('s', 'half', 'written');
    program.paths = ['named'];
    copies.beforeUpload = () => Promise.reject(new Error('no route'));
    await expect(keeper.close('s')).rejects.toThrow('no route');
    copies.beforeUpload = () => {};
    program.paths = [];
    await keeper.close('s');
    expect(homes.manifests.get('s')?.objects.map(({ path }) => path)).toEqual(['named']);
  });

  it('that was undone holds what the program names then', async () => {
    const { keeper, copies, homes, program } = await serving();
    copies.write('s', 'first', '1');
    program.paths = ['first'];
    copies.beforeUpload = () => Promise.reject(new Error('no route'));
    await expect(keeper.close('s')).rejects.toThrow('no route');
    copies.beforeUpload = () => {};
    await keeper.open('s', 1, 200);
    copies.write('s', 'second', '2');
    program.paths = ['first', 'second'];
    await keeper.close('s');
    expect(homes.manifests.get('s')?.objects.map(({ path }) => path)).toEqual(['first', 'second']);
  });

  it('that cannot reach the home is not undone by asking the program how it fares', async () => {
    const { keeper, copies, program } = await serving();
    copies.write('s', 'f', 'last');
    copies.beforeUpload = () => Promise.reject(new Error('no route'));
    await expect(keeper.close('s')).rejects.toThrow('no route');
    await keeper.refresh();
    await setImmediate();
    expect(program.opened.size).toBe(0);
  });

  it('that is undone owes a flush since its first unflushed write, however often it was tried, until one is durable', async () => {
    const { keeper, copies, clock } = await serving();
    const owed = () => keeper.openShards().map(({ owedSinceMs }) => owedSinceMs);
    await keeper.refresh();
    copies.write('s', 'f', 'last');
    copies.beforeUpload = () => Promise.reject(new Error('no route'));
    clock.nowMs = 100;
    await expect(keeper.close('s')).rejects.toThrow('no route');
    clock.nowMs = 200;
    await expect(keeper.close('s')).rejects.toThrow('no route');
    expect(owed()).toEqual([undefined]);
    await keeper.open('s', 1, 300);
    expect(owed()).toEqual([91]);
    copies.beforeUpload = () => {};
    await keeper.flush('s');
    expect(owed()).toEqual([undefined]);
  });

  it('that could not reach the home can be undone, with the files as they were', async () => {
    const { keeper, copies, program, kinds } = await serving();
    copies.write('s', 'f', 'last');
    copies.beforeUpload = () => Promise.reject(new Error('no route'));
    await expect(keeper.close('s')).rejects.toThrow('no route');
    await keeper.open('s', 1, 200);
    expect(program.opened.has('s')).toBe(true);
    expect(copies.copies.get('s')?.get('f')).toBe('last');
    expect(kinds()).toEqual(['opened', 'stopped', 'opened']);
  });

  it('that the program refuses leaves the shard open', async () => {
    const { keeper, program, kinds } = await serving();
    program.beforeCall = () => Promise.reject(new Error('hangs'));
    await expect(keeper.close('s')).rejects.toThrow('hangs');
    expect(keeper.openShards()).toHaveLength(1);
    expect(kinds()).toEqual(['opened']);
  });
});

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

it('reports a lease that the program did not hear of, and goes on', async () => {
  const { keeper, program, kinds } = await serving();
  program.beforeCall = () => Promise.reject(new Error('hangs'));
  keeper.extend(500);
  await setImmediate();
  expect(kinds()).toEqual(['opened', 'extended', 'fault']);
});

it('collects garbage of open shards only', async () => {
  const { keeper, homes, copies, kinds } = await serving();
  copies.write('s', 'f', 'one');
  await keeper.flush('s');
  copies.write('s', 'f', 'two');
  await keeper.flush('s');
  await keeper.collectGarbage('s', 0, 10);
  await keeper.collectGarbage('s', 10, 10);
  expect([...homes.objects.values()]).toEqual(['two']);
  expect(kinds()).toEqual(['opened', 'flushed', 'flushed', 'collected']);
  await keeper.close('s');
  homes.list = () => Promise.reject(new Error('listed'));
  await keeper.collectGarbage('s', 20, 10);
});
