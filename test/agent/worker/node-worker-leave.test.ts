import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { NodeTablePort } from '../../../agent/ports';
import { LEASE_MS, MemoryFleet, NOTHING, servedByA } from '../memory/fleet';

describe('GIVEN a node that serves a shard', () => {
  it('THEN it closes it once its row names another owner, and not because the row is about to be made', async () => {
    const { fleet, a } = await servedByA();
    const { shard } = fleet;
    fleet.table.readShard = async () => undefined;
    await a.worker.checkOwner('s');
    expect(a.service.calls).toEqual(['open s 1']);
    fleet.table.readShard = async () => ({ ...shard, owner: 'b' });
    await a.worker.checkOwner('s');
    expect(a.service.calls).toEqual(['open s 1', 'close s']);
  });

  it('THEN it does not read the row while the index shows it in the epoch in which it is open', async () => {
    const { fleet, a } = await servedByA();
    fleet.table.readShard = async () => ({ ...fleet.table.row('s'), owner: 'b' });
    await a.worker.checkOwner('s', 1);
    expect(a.service.calls).toEqual(['open s 1']);
    await a.worker.checkOwner('s', 2);
    expect(a.service.calls).toEqual(['open s 1', 'close s']);
  });
});

describe('GIVEN a node whose service did not say that it opened a shard', () => {
  it('THEN it closes it once its row names another owner: it may be open', async () => {
    const fleet = new MemoryFleet();
    const a = await fleet.boot('a');
    a.service.open = () => Promise.reject(new Error('no answer'));
    await expect(fleet.place(a)).rejects.toThrow('no answer');
    fleet.table.readShard = async () => ({ id: 's', owner: 'b', followers: [], epoch: 2 });
    await a.worker.checkOwner('s');
    expect(a.service.calls).toEqual(['close s']);
  });
});

describe('GIVEN a node that leaves', () => {
  it('THEN it takes no step of a move from the first moment on, before it is fenced', async () => {
    const { fleet, b } = await servedByA();
    fleet.startMove('a', b);
    const left = b.worker.leave(NOTHING);
    expect(b.worker.isFenced()).toBe(false);
    const isDone = await b.worker.step(fleet.shard);
    await left;
    expect(isDone).toBe(false);
    expect(fleet.shard.move?.state).toBe('copying');
  });

  it('THEN it closes what it serves, and fences itself so that nobody waits for its lease', async () => {
    const { fleet, a } = await servedByA();
    await a.worker.leave(NOTHING);
    expect(a.service.calls).toEqual(['open s 1', 'close s']);
    expect(fleet.table.heartbeats.get('a')).toMatchObject({ fenced: true, shards: {}, counter: 2 });
    expect(a.worker.isFenced()).toBe(true);
    expect(a.worker.openShards()).toEqual([]);
  });

  it('THEN its lease cannot be renewed any more, and its next incarnation may join', async () => {
    const { fleet, a } = await servedByA();
    await a.worker.leave(NOTHING);
    await a.worker.renew(NOTHING);
    expect(fleet.table.heartbeats.get('a')).toMatchObject({ fenced: true, counter: 2 });
    const again = await fleet.boot('a');
    expect(again.worker.isFenced()).toBe(false);
  });

  it('THEN it does not fence itself when a close fails, so that its writes stay its own until the lease ends', async () => {
    const { fleet, a } = await servedByA();
    a.service.closeFault = new Error('no route');
    await expect(a.worker.leave(NOTHING)).rejects.toThrow('could not close 1 shards');
    expect(fleet.table.heartbeats.get('a')?.fenced).toBe(false);
    expect(a.worker.isFenced()).toBe(false);
  });

  it('THEN leaving again after a failed close ends it', async () => {
    const { fleet, a } = await servedByA();
    a.service.closeFault = new Error('no route');
    await expect(a.worker.leave(NOTHING)).rejects.toThrow(AggregateError);
    a.service.closeFault = undefined;
    await a.worker.leave(NOTHING);
    expect(fleet.table.heartbeats.get('a')?.fenced).toBe(true);
  });

  it('THEN it waits for the step under way, whose shard it closes too', async () => {
    const { fleet, a, b } = await servedByA();
    fleet.startMove('a', b);
    await b.worker.handle(fleet.shard);
    await a.worker.handle(fleet.shard);
    let letOpen = () => {};
    const open = b.service.open.bind(b.service);
    b.service.open = async (...order) => {
      await new Promise<void>((resolve) => {
        letOpen = resolve;
      });
      await open(...order);
    };
    const step = b.worker.handle(fleet.shard);
    await setImmediate();
    const leaving = b.worker.leave(NOTHING);
    await setImmediate();
    expect(fleet.table.heartbeats.get('b')?.fenced).toBe(false);
    letOpen();
    await Promise.all([step, leaving]);
    expect(b.service.calls).toEqual(['open s 2', 'close s']);
    expect(fleet.table.heartbeats.get('b')?.fenced).toBe(true);
  });

  it('THEN a heartbeat that overtakes its last renewal does not keep it from fencing itself', async () => {
    const fleet = new MemoryFleet();
    let refusals = 2;
    const renew: NodeTablePort['renew'] = async (heartbeat) => {
      if (heartbeat.fenced && refusals > 0) {
        refusals -= 1;
        return false;
      }
      return fleet.table.renew(heartbeat);
    };
    const a = await fleet.boot('a', Object.assign(Object.create(fleet.table), { renew }));
    await a.worker.leave(NOTHING);
    expect(fleet.table.heartbeats.get('a')).toMatchObject({ fenced: true, counter: 4 });
  });

  it('THEN it begins no further step', async () => {
    const { fleet, a, b } = await servedByA();
    await b.worker.leave(NOTHING);
    fleet.startMove('a', b);
    await fleet.settle([a, b]);
    expect(fleet.shard.move?.state).toBe('copying');
  });
});

describe('GIVEN a shard that its owner is to let go for nobody', () => {
  it('THEN it is closed and released, and its copy is gone', async () => {
    const { fleet, a } = await servedByA();
    fleet.startRelease('a');
    await fleet.settle([a]);
    expect(a.service.calls).toEqual(['open s 1', 'close s', 'drop s']);
    expect(fleet.shard).toMatchObject({ owner: null, epoch: 1 });
    expect(fleet.shard.move).toBeUndefined();
    expect(a.service.copies.has('s')).toBe(false);
    expect(a.worker.openShards()).toEqual([]);
  });

  it('THEN its copy stays when a close fails, and it is still the owner’s', async () => {
    const { fleet, a } = await servedByA();
    a.service.closeFault = new Error('no route');
    fleet.startRelease('a');
    await expect(a.worker.handle(fleet.shard)).rejects.toThrow('no route');
    expect(a.service.copies.has('s')).toBe(true);
    expect(fleet.shard).toMatchObject({ owner: 'a', move: { state: 'releasing' } });
  });

  it('THEN a cancel that comes first keeps its copy, and the owner resumes', async () => {
    const { fleet, a } = await servedByA();
    fleet.startRelease('a');
    a.service.close = async (shardId) => {
      a.service.opened.delete(shardId);
      fleet.table.change('s', 'cancel');
    };
    await a.worker.handle(fleet.shard);
    expect(a.service.copies.has('s')).toBe(true);
    await fleet.settle([a]);
    expect(a.service.accepts('s', 0)).toBe(true);
    expect(fleet.shard).toMatchObject({ owner: 'a', epoch: 1 });
  });

  it('THEN another node can take it from its home in the next epoch', async () => {
    const { fleet, a, b } = await servedByA();
    fleet.startRelease('a');
    await fleet.settle([a]);
    fleet.startMove(null, b);
    await fleet.settle([b]);
    expect(fleet.shard).toMatchObject({ owner: 'b', epoch: 2 });
  });
});

describe('GIVEN a source that cannot remove its copy', () => {
  it('THEN the move ends all the same', async () => {
    const { fleet, a, b } = await servedByA();
    a.service.drop = () => Promise.reject(new Error('busy'));
    fleet.startMove('a', b);
    await fleet.settle([a, b]);
    expect(fleet.shard).toMatchObject({ owner: 'b', epoch: 2 });
    expect(fleet.shard.move).toBeUndefined();
  });
});

describe('GIVEN a move that is released', () => {
  it('THEN one call commits, seals and opens', async () => {
    const { fleet, a, b } = await servedByA();
    fleet.startMove('a', b);
    await b.worker.handle(fleet.shard);
    await a.worker.handle(fleet.shard);
    expect(fleet.shard.move?.state).toBe('released');
    await b.worker.handle(fleet.shard);
    expect(fleet.shard).toMatchObject({ owner: 'b', epoch: 2, move: { state: 'sealed' } });
    expect(b.worker.openShards()).toEqual(['s']);
  });

  it('THEN a cancel that came first leaves the home unsealed', async () => {
    const { fleet, a, b } = await servedByA();
    fleet.startMove('a', b);
    await b.worker.handle(fleet.shard);
    await a.worker.handle(fleet.shard);
    const released = fleet.shard;
    fleet.table.change('s', 'cancel');
    await b.worker.handle(released);
    expect(fleet.homes.manifests.get('s')?.epoch).toBe(1);
    expect(b.service.calls).toEqual([]);
    expect(a.worker.openShards(LEASE_MS - 1)).toEqual([]);
  });
});
