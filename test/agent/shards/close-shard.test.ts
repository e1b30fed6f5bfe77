import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { seal } from '../../../agent/home/seal';
import { serving } from './served-shard';

describe('closing a shard', () => {
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
