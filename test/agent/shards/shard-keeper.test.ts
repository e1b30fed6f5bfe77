import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MissingManifestError, NotOwnerError, OwnershipLostError, SupersededOwnerError } from '../../../agent/errors';
import { seal } from '../../../agent/home/seal';
import { keeping, serving } from './served-shard';

/** A shard of two files of which one is stored, and the other could not be; it can be from here on. */
async function halfFlushed() {
  const world = await serving();
  const { copies, keeper } = world;
  copies.write('s', 'good', 'text');
  copies.write('s', 'bad', 'text');
  copies.beforeUpload = async (path) => {
    if (path === 'bad') {
      throw new Error('refused');
    }
  };
  await expect(keeper.flush('s')).rejects.toThrow('refused');
  copies.beforeUpload = () => {};
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

  it('stores nothing again that one which failed has stored, and names it', async () => {
    const { keeper, homes, copies } = await halfFlushed();
    await keeper.collectGarbage('s', 0, 10);
    await keeper.collectGarbage('s', 9, 10);
    await keeper.flush('s');
    expect(copies.uploads).toBe(3);
    const named = homes.manifests.get('s')?.objects.map(({ key }) => homes.objects.get(key));
    expect(named).toEqual(['text', 'text']);
  });

  it('stores again what one that failed had stored, once that was collected', async () => {
    const { keeper, homes } = await halfFlushed();
    await keeper.collectGarbage('s', 0, 10);
    await keeper.collectGarbage('s', 10, 10);
    expect(homes.objects.size).toBe(0);
    await keeper.flush('s');
    const named = homes.manifests.get('s')?.objects.map(({ key }) => homes.objects.get(key));
    expect(named).toEqual(['text', 'text']);
  });

  it('keeps what one that failed has tried to name for the whole grace time: the manifest that names it may come late', async () => {
    const { keeper, homes, copies } = await serving();
    copies.write('s', 'f', 'text');
    const replace = homes.replace.bind(homes);
    homes.replace = () => Promise.reject(new Error('no answer'));
    await expect(keeper.flush('s')).rejects.toThrow('no answer');
    await keeper.collectGarbage('s', 0, 10);
    await expect(keeper.flush('s')).rejects.toThrow('no answer');
    await keeper.collectGarbage('s', 10, 10);
    homes.replace = replace;
    await keeper.flush('s');
    expect(copies.uploads).toBe(1);
    expect(homes.objects.size).toBe(1);
  });

  it('leaves what one that failed has stored to be collected once its file has changed', async () => {
    const { keeper, homes, copies } = await serving();
    homes.replace = () => Promise.reject(new Error('no answer'));
    for (const [index, text] of ['one', 'two', 'three'].entries()) {
      copies.write('s', 'f', text);
      await expect(keeper.flush('s')).rejects.toThrow('no answer');
      await keeper.collectGarbage('s', index * 10, 10);
    }
    expect([...homes.objects.values()]).toEqual(['two', 'three']);
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

it('collects no garbage once the lease is over, as of a process that stood still: the shard may be restored to it', async () => {
  const { keeper, homes, copies, clock } = await serving();
  copies.write('s', 'f', 'one');
  await keeper.flush('s');
  copies.write('s', 'f', 'two');
  await keeper.flush('s');
  await keeper.collectGarbage('s', 0, 10);
  const { read } = homes;
  homes.read = async (shardId) => {
    const stored = await read.call(homes, shardId);
    clock.nowMs = 100;
    return stored;
  };
  await keeper.collectGarbage('s', 10, 10);
  expect([...homes.objects.values()]).toEqual(['one', 'two']);
});
