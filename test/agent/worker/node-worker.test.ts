import { describe, expect, it } from 'vitest';
import { SupersededOwnerError } from '../../../agent/errors';
import type { NodeTablePort } from '../../../agent/ports';
import type { Heartbeat } from '../../../core/fleet/node';
import { countedLeaseMs } from '../../../core/lease/node-lease';
import { LEASE_MS, MemoryFleet, type MemoryNode, NOTHING, servedByA } from '../memory/fleet';

describe('GIVEN a shard without an owner', () => {
  it('THEN its first placement ends with the node serving epoch 1 from a sealed home', async () => {
    const { fleet, a } = await servedByA();
    expect(fleet.shard).toEqual({
      id: 's',
      owner: 'a',
      ownerIncarnation: 'a-1',
      followers: [],
      epoch: 1,
      hasHome: true,
    });
    expect(fleet.homes.written.map(({ epoch, writer }) => [epoch, writer])).toEqual([[1, 'a']]);
    expect(a.worker.openShards(0)).toEqual(['s']);
    expect(a.service.calls).toEqual(['open s 1']);
  });
});

describe('GIVEN a move from a to b', () => {
  it('THEN it ends with b serving the next epoch, and a without a copy', async () => {
    const { fleet, a, b } = await servedByA();
    fleet.startMove('a', b);
    await fleet.settle([a, b]);
    expect(fleet.shard).toEqual({
      id: 's',
      owner: 'b',
      ownerIncarnation: 'b-2',
      followers: [],
      epoch: 2,
      hasHome: true,
    });
    expect(a.service.calls).toEqual(['open s 1', 'close s', 'drop s']);
    expect(b.service.calls).toEqual(['open s 2']);
    expect(a.service.copies.has('s')).toBe(false);
  });

  it('THEN b goes on from the load that the move carries', async () => {
    const { fleet, a, b } = await servedByA();
    expect(a.service.loads.get('s')).toBeUndefined();
    fleet.startMove('a', b, 'm', 0.25);
    await fleet.settle([a, b]);
    expect(b.service.loads.get('s')).toBe(0.25);
  });

  it('THEN a serves on while b copies', async () => {
    const { fleet, a, b } = await servedByA();
    b.service.copyingPolls = 3;
    fleet.startMove('a', b);
    await fleet.settle([a, b]);
    expect(fleet.shard.move?.state).toBe('copying');
    expect(a.service.accepts('s', 0)).toBe(true);
  });

  it('THEN what a flushed after b’s copy is in b’s copy before b opens', async () => {
    const { fleet, a, b } = await servedByA();
    fleet.homes.beforeReplace = ({ epoch }) => {
      const stored = fleet.homes.manifests.get('s');
      if (epoch === 2 && stored?.version === 1) {
        fleet.homes.manifests.set('s', { ...stored, version: 7 });
      }
    };
    fleet.startMove(null, b);
    await fleet.settle([b]);
    expect(a.worker.openShards(LEASE_MS)).toEqual([]);
    expect(fleet.homes.manifests.get('s')).toMatchObject({ epoch: 2, version: 8, writer: 'b' });
    expect(b.service.copies.get('s')).toBe(8);
  });

  it('THEN cancelling while b copies leaves a serving, untouched', async () => {
    const { fleet, a, b } = await servedByA();
    fleet.startMove('a', b);
    fleet.table.change('s', 'cancel');
    await fleet.settle([a, b]);
    expect(a.service.calls).toEqual(['open s 1']);
    expect(fleet.shard.owner).toBe('a');
  });

  it('THEN cancelling after a stopped lets a resume in its epoch, from its load', async () => {
    const { fleet, a, b } = await servedByA();
    fleet.startMove('a', b, 'm', 0.25);
    await b.worker.handle(fleet.shard);
    await a.worker.handle(fleet.shard);
    expect(fleet.shard.move?.state).toBe('released');
    expect(a.worker.openShards(0)).toEqual([]);
    fleet.table.change('s', 'cancel');
    await fleet.settle([a, b]);
    expect(fleet.shard).toMatchObject({ owner: 'a', epoch: 1 });
    expect(fleet.shard.move).toBeUndefined();
    expect(a.service.calls).toEqual(['open s 1', 'close s', 'open s 1']);
    expect(b.service.calls).toEqual([]);
  });

  it('THEN b does not open while its lease is over, but once it renewed', async () => {
    const { fleet, a, b } = await servedByA();
    fleet.startMove('a', b);
    fleet.nowMs = LEASE_MS;
    await fleet.settle([a, b]);
    expect(fleet.shard.move?.state).toBe('committed');
    expect(b.service.calls).toEqual([]);
    await b.worker.renew(NOTHING);
    await fleet.settle([a, b]);
    expect(b.worker.openShards(LEASE_MS)).toEqual(['s']);
  });

  it('THEN a later incarnation of b leaves the move to the controller', async () => {
    const { fleet, a, b } = await servedByA();
    fleet.startMove('a', b);
    const again = await fleet.boot('b');
    await fleet.settle([a, again]);
    expect(fleet.shard.move?.state).toBe('copying');
  });

  it('THEN a later incarnation of a gives up a cancelled move without opening', async () => {
    const { fleet, a, b } = await servedByA();
    fleet.startMove('a', b);
    await b.worker.handle(fleet.shard);
    await a.worker.handle(fleet.shard);
    fleet.table.change('s', 'cancel');
    const again = await fleet.boot('a');
    await fleet.settle([again]);
    expect(fleet.shard.move).toBeUndefined();
    expect(again.service.calls).toEqual([]);
  });
});

/** Plays a move, or cancels it in a state. */
async function play(fleet: MemoryFleet, from: MemoryNode, to: MemoryNode, id: string, cancelIn?: string) {
  fleet.startMove(from.worker.identity.nodeId, to, id);
  for (let turn = 0; fleet.shard.move && turn < 20; turn += 1) {
    if (fleet.shard.move.state === cancelIn) {
      fleet.table.change('s', 'cancel');
    }
    const actor = fleet.shard.move.actor === to.worker.identity.nodeId ? to : from;
    await actor.worker.handle(fleet.shard);
  }
}

describe('GIVEN old rows', () => {
  it.each(['releasing', 'cancelled', 'sealed', 'committed'] as const)(
    'THEN one in %s, shown once more after all is over, changes nothing',
    async (state) => {
      const { fleet, a, b } = await servedByA();
      await play(fleet, a, b, 'm1', 'released');
      await play(fleet, a, b, 'm2');
      await play(fleet, b, a, 'm3');
      const old = fleet.table.history.find((row) => row.move?.id !== 'first' && row.move?.state === state);
      const before = [...a.service.calls, '|', ...b.service.calls];
      if (old) {
        await a.worker.handle(old);
        await b.worker.handle(old);
      }
      expect([...a.service.calls, '|', ...b.service.calls]).toEqual(before);
      expect(old?.move?.state).toBe(state);
      expect(a.worker.openShards(0)).toEqual(['s']);
    },
  );

  it('THEN handling the same row many times at once does its step once', async () => {
    const { fleet, a, b } = await servedByA();
    fleet.startMove('a', b);
    await b.worker.handle(fleet.shard);
    const row = fleet.shard;
    await Promise.all([a.worker.handle(row), a.worker.handle(row), a.worker.handle(row)]);
    expect(a.service.calls).toEqual(['open s 1', 'close s']);
  });
});

describe('GIVEN a service whose answer to open was lost', () => {
  it('THEN leaving closes the shard before the node fences itself', async () => {
    const fleet = new MemoryFleet();
    const a = await fleet.boot('a');
    const open = a.service.open.bind(a.service);
    a.service.open = async (...order) => {
      await open(...order);
      throw new Error('no answer');
    };
    fleet.startMove(null, a);
    await expect(a.worker.handle(fleet.shard)).rejects.toThrow('no answer');
    await a.worker.leave(NOTHING);
    expect(a.service.calls).toEqual(['open s 1', 'close s']);
    expect(fleet.table.heartbeats.get('a')?.fenced).toBe(true);
  });
});

describe('GIVEN a lease', () => {
  it('THEN a node accepts nothing after it, and again once renewed', async () => {
    const { fleet, a } = await servedByA();
    const countedMs = countedLeaseMs(LEASE_MS);
    expect(countedMs).toBeLessThan(LEASE_MS);
    expect(a.worker.openShards(countedMs - 1)).toEqual(['s']);
    expect(a.worker.openShards(countedMs)).toEqual([]);
    fleet.nowMs = LEASE_MS + 5;
    await a.worker.renew(NOTHING);
    expect(a.worker.openShards(LEASE_MS + 5)).toEqual(['s']);
    expect(a.service.validUntilMs).toBe(LEASE_MS + 5 + countedMs);
  });

  it('Law 3: THEN a node counts it from before it joined or renewed, however late the reply: the controller counts too', async () => {
    const { fleet } = await servedByA();
    const slowly = async <Reply>(write: () => Promise<Reply>) => {
      const reply = await write();
      fleet.nowMs += 7000;
      return reply;
    };
    const slow: NodeTablePort = Object.assign(Object.create(fleet.table), {
      register: (heartbeat: Heartbeat) => slowly(() => fleet.table.register(heartbeat)),
      renew: (heartbeat: Heartbeat) => slowly(() => fleet.table.renew(heartbeat)),
    });
    const c = await fleet.boot('c', slow);
    expect(c.worker.leaseValidUntilMs).toBe(countedLeaseMs(LEASE_MS));
    await c.worker.renew(NOTHING);
    expect(c.worker.leaseValidUntilMs).toBe(7000 + countedLeaseMs(LEASE_MS));
  });

  it('THEN no two heartbeats carry the same counter, also after a lost reply', async () => {
    const { fleet } = await servedByA();
    const counters: number[] = [];
    const lossy = Object.assign(Object.create(fleet.table), {
      renew: async (heartbeat: { counter: number }) => {
        counters.push(heartbeat.counter);
        throw new Error('reply lost');
      },
    });
    const c = await fleet.boot('c', lossy);
    await expect(c.worker.renew(NOTHING)).rejects.toThrow('reply lost');
    await expect(c.worker.renew(NOTHING)).rejects.toThrow('reply lost');
    expect(counters).toEqual([2, 3]);
  });

  it('THEN a fenced node accepts nothing although a close fails and its lease is not over', async () => {
    const { fleet, a } = await servedByA();
    fleet.table.fence('a');
    a.service.close = () => Promise.reject(new Error('hangs'));
    await expect(a.worker.renew(NOTHING)).rejects.toThrow(AggregateError);
    expect(a.worker.leaseValidUntilMs).toBeGreaterThan(fleet.nowMs);
    expect(a.worker.openShards()).toEqual([]);
  });

  it('THEN a fenced node closes what it serves and does no more work', async () => {
    const { fleet, a, b } = await servedByA();
    fleet.table.fence('a');
    await a.worker.renew(NOTHING);
    expect(a.worker.isFenced()).toBe(true);
    expect(a.service.calls).toEqual(['open s 1', 'close s']);
    fleet.startMove('a', b);
    await fleet.settle([a, b]);
    expect(fleet.shard.move?.state).toBe('releasing');
  });

  it('THEN a fenced node closes every shard although one fails, and says so', async () => {
    const { fleet, a } = await servedByA();
    fleet.table.rows.set('fine', { id: 'fine', owner: null, followers: [], epoch: 0 });
    fleet.table.start('fine', { ...FIRST, toIncarnation: a.worker.identity.incarnation });
    for (const _ of ['commit', 'open']) {
      await a.worker.handle(fleet.table.row('fine'));
    }
    a.service.closeFault = new Error('the home has a later owner');
    await expect(a.worker.refused()).rejects.toThrow('could not close 1 shards');
    expect(a.service.opened.size).toBe(0);
  });
});

const FIRST = {
  id: 'f',
  from: null,
  to: 'a',
  state: 'released',
  reason: 'first-placement',
  startedAtMs: 0,
  actor: 'a',
} as const;

describe('GIVEN a dead owner', () => {
  it('THEN another node takes over from the home', async () => {
    const { fleet, a, b } = await servedByA();
    fleet.table.fence('a');
    fleet.startMove(null, b);
    await fleet.settle([b]);
    expect(fleet.shard).toMatchObject({ owner: 'b', epoch: 2 });
    expect(a.service.accepts('s', LEASE_MS)).toBe(false);
  });

  it('THEN its next incarnation can take over itself, in the next epoch', async () => {
    const { fleet } = await servedByA();
    const again = await fleet.boot('a');
    fleet.startMove(null, again);
    await fleet.settle([again]);
    expect(fleet.shard).toMatchObject({ owner: 'a', ownerIncarnation: 'a-3', epoch: 2 });
    expect(again.service.accepts('s', 0)).toBe(true);
  });
});

it('fails loudly when the home has a later owner than the table', async () => {
  const { fleet, a, b } = await servedByA();
  fleet.homes.manifests.set('s', { formatVersion: 1, shardId: 's', epoch: 9, version: 1, writer: 'z', objects: [] });
  fleet.startMove('a', b);
  await expect(fleet.settle([a, b])).rejects.toThrow(SupersededOwnerError);
  expect(b.service.calls).toEqual([]);
});
