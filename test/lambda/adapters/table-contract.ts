import { describe, expect, it } from 'vitest';
import type { Heartbeat } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { startMove, type Transition, transition } from '../../../core/move/move-machine';
import type { FleetSwitches } from '../../../core/table/table-schema';
import type { TablePort, Turn } from '../../../lambda/ports';

/** A table and the means to play what controllers cannot do. */
export interface TableUnderTest {
  readonly table: TablePort;
  writeHeartbeat(heartbeat: Heartbeat): Promise<void>;
  setSwitches(switches: Partial<FleetSwitches>): Promise<void>;
  /** Makes a node the owner of a shard. */
  ownedBy(shardId: string, nodeId: string): Promise<void>;
}

const HEARTBEAT: Heartbeat = {
  nodeId: 'n1',
  incarnation: 'inc-1',
  counter: 7,
  fenced: false,
  zone: 'a',
  address: '10.0.0.1:7000',
  capacityBytes: 1000,
  usedBytes: 10,
  metrics: { cpuPercent: 12.5 },
  shards: { 'shard-00000': { bytes: 10, load: 0.25 } },
};

const ROLL = { nodes: ['n1', 'n2'], maxUnavailable: 1, startedAtMs: 5 };

const DRAINING = { nodeId: 'n1', duty: 'draining', cause: 'scale-in', sinceMs: 5 } as const;

/** What every `TablePort` must do; run for the one in memory and for the one on DynamoDB. */
export function describeTable(name: string, make: () => Promise<TableUnderTest>): void {
  async function withShard() {
    const made = await make();
    await made.table.createShards([{ id: 'shard-00000', epoch: 0 }]);
    const turn = await takeTurn(made.table);
    return { ...made, turn, shard: await onlyShard(made.table) };
  }

  describe(`${name}: turns`, () => {
    it('gives versions that rise, and what was remembered', async () => {
      const { table } = await make();
      const first = await table.takeTurn<{ text: string }>('scaler');
      const saved = await table.saveMemory('scaler', first.version, { text: 'ü', empty: '' });
      const second = await table.takeTurn<{ text: string }>('scaler');
      expect(first.memory).toBeUndefined();
      expect(saved).toBe(true);
      expect(second.version).toBeGreaterThan(first.version);
      expect(second.memory).toEqual({ text: 'ü', empty: '' });
    });

    it('remembers nothing of a turn that is not the newest', async () => {
      const { table } = await make();
      const old = await table.takeTurn('scaler');
      await table.takeTurn('scaler');
      expect(await table.saveMemory('scaler', old.version, {})).toBe(false);
    });

    it('keeps what the newest turn remembers', async () => {
      const { table } = await make();
      const old = await table.takeTurn('scaler');
      const newest = await table.takeTurn('scaler');
      await table.saveMemory('scaler', newest.version, { from: 'newest' });
      expect(await table.saveMemory('scaler', old.version, { from: 'old' })).toBe(false);
      expect((await table.takeTurn('scaler')).memory).toEqual({ from: 'newest' });
    });

    it('keeps the turns of controllers apart', async () => {
      const { table } = await make();
      const scaler = await table.takeTurn('scaler');
      await table.takeTurn('lifecycle');
      expect(await table.saveMemory('scaler', scaler.version, {})).toBe(true);
    });
  });

  describe(`${name}: shards`, () => {
    it('creates only what is missing, over several transactions', async () => {
      const { table } = await make();
      const ids = Array.from({ length: 230 }, (_, index) => `shard-${String(index).padStart(5, '0')}`);
      const rows = ids.map((id) => ({ id, epoch: 0 }));
      await table.createShards([...rows.slice(0, 3), ...rows.slice(110, 112)]);
      await table.createShards(rows);
      const shards = await table.readShards();
      expect(shards.map((shard) => shard.id)).toEqual(ids);
      expect(shards[0]).toEqual({ id: ids[0], owner: null, followers: [], epoch: 0 });
    });

    it('creates a shard in the epoch of its home', async () => {
      const { table } = await make();
      await table.createShards([{ id: 'shard-00000', epoch: 7 }]);
      expect(await onlyShard(table)).toEqual({
        id: 'shard-00000',
        owner: null,
        followers: [],
        epoch: 7,
        hasHome: true,
      });
    });

    it('does not reset a shard that exists', async () => {
      const { table, turn, shard } = await withShard();
      await table.createMove(turn, shard, moveTo(shard, 'n1'));
      await table.createShards([{ id: shard.id, epoch: 9 }]);
      expect((await onlyShard(table)).move?.to).toBe('n1');
    });
  });

  describe(`${name}: followers`, () => {
    it('sets followers, and tells their nodes', async () => {
      const { table, turn, shard } = await withShard();
      expect(await table.setFollowers(turn, shard, ['n2', 'n1'], [])).toBe(true);
      expect(await onlyShard(table)).toEqual({ ...shard, followers: ['n2', 'n1'] });
      expect(await followersByItem(table)).toEqual(['n1', 'n2']);
    });

    it('removes those that leave, and items of nodes that were no followers any more', async () => {
      const { table, turn, shard } = await withShard();
      await table.setFollowers(turn, shard, ['n1', 'n2'], []);
      expect(await table.setFollowers(turn, await onlyShard(table), ['n3'], ['n1', 'n2', 'stale'])).toBe(true);
      expect((await onlyShard(table)).followers).toEqual(['n3']);
      expect(await followersByItem(table)).toEqual(['n3']);
    });

    it('changes nothing when the followers are not as read', async () => {
      const { table, turn, shard } = await withShard();
      await table.setFollowers(turn, shard, ['n1'], []);
      expect(await table.setFollowers(turn, shard, ['n2'], [])).toBe(false);
      expect(await followersByItem(table)).toEqual(['n1']);
    });

    it('changes nothing in another epoch than was read', async () => {
      const { table, turn, shard } = await withShard();
      expect(await table.setFollowers(turn, { ...shard, epoch: 4 }, ['n1'], [])).toBe(false);
      expect(await followersByItem(table)).toEqual([]);
    });

    it('changes nothing of a shard that is in a move', async () => {
      const { table, turn, shard } = await withShard();
      await table.createMove(turn, shard, moveTo(shard, 'n1'));
      expect(await table.setFollowers(turn, shard, ['n2'], [])).toBe(false);
    });

    it('Law 5: changes nothing in a turn that is not the newest', async () => {
      const { table, turn, shard } = await withShard();
      await takeTurn(table);
      expect(await table.setFollowers(turn, shard, ['n1'], [])).toBe(false);
      expect(await followersByItem(table)).toEqual([]);
    });
  });

  describe(`${name}: moves`, () => {
    it('starts a move of a shard as read', async () => {
      const { table, turn, shard } = await withShard();
      const move = moveTo(shard, 'n1');
      expect(await table.createMove(turn, shard, move)).toBe(true);
      expect(await onlyShard(table)).toEqual({ ...shard, move });
    });

    it('Law 5: starts none in a turn that is not the newest', async () => {
      const { table, turn, shard } = await withShard();
      await takeTurn(table);
      expect(await table.createMove(turn, shard, moveTo(shard, 'n1'))).toBe(false);
      expect((await onlyShard(table)).move).toBeUndefined();
    });

    it('starts none of a shard that is in one', async () => {
      const { table, turn, shard } = await withShard();
      await table.createMove(turn, shard, moveTo(shard, 'n1'));
      expect(await table.createMove(turn, shard, moveTo(shard, 'n2', 'm2'))).toBe(false);
      expect((await onlyShard(table)).move?.to).toBe('n1');
    });

    it.each([
      ['another owner', { owner: 'n9' }],
      ['another epoch', { epoch: 4 }],
    ])('starts none of a shard with %s than was read', async (_case, change) => {
      const { table, turn, shard } = await withShard();
      expect(await table.createMove(turn, { ...shard, ...change }, moveTo(shard, 'n1'))).toBe(false);
    });

    it('starts none to a node that drains', async () => {
      const { table, turn, shard } = await withShard();
      await table.setControl(DRAINING);
      expect(await table.createMove(turn, shard, moveTo(shard, 'n1'))).toBe(false);
    });

    it('changes and removes a move that stands as read', async () => {
      const { table, turn, shard } = await withShard();
      await table.createMove(turn, shard, moveTo(shard, 'n1'));
      const moving = await onlyShard(table);
      const cancelled = moving.move && { ...moving.move, state: 'cancelled' as const, actor: null };
      expect(await table.changeMove(turn, moving, { ...ended(moving), move: cancelled })).toBe(true);
      expect(await table.changeMove(turn, moving, ended(moving))).toBe(false);
      expect(await table.changeMove(turn, await onlyShard(table), ended(await onlyShard(table)))).toBe(true);
      expect(await onlyShard(table)).toEqual(shard);
    });

    it('lets a shard go to nobody, in the same epoch', async () => {
      const { table, turn, shard, ownedBy } = await withShard();
      await ownedBy(shard.id, 'n1');
      const owned = await onlyShard(table);
      const letGo = startMove({ id: 'm1', from: 'n1', to: null, reason: 'park', startedAtMs: 1 });
      expect(await table.createMove(turn, owned, letGo)).toBe(true);
      const released = transition(letGo, 'source-fenced');
      const step = 'refused' in released ? ended(owned) : released;
      expect(await table.changeMove(turn, await onlyShard(table), step, { nodeId: 'n1' })).toBe(true);
      expect(await onlyShard(table)).toEqual({ id: shard.id, owner: null, followers: [], epoch: owned.epoch });
    });

    it('Law 3: takes over from a dead owner, and not from one that came back', async () => {
      const { table, turn, shard, writeHeartbeat, ownedBy } = await withShard();
      await ownedBy(shard.id, HEARTBEAT.nodeId);
      const owned = await onlyShard(table);
      const takeOver = startMove({ id: 'm1', from: null, to: 'n2', reason: 'take-over', startedAtMs: 1 });
      await writeHeartbeat({ ...HEARTBEAT, incarnation: 'inc-2' });
      expect(await table.createMove(turn, owned, takeOver)).toBe(false);
      await writeHeartbeat({ ...HEARTBEAT, fenced: true });
      expect(await table.createMove(turn, owned, takeOver)).toBe(true);
    });

    it('Law 3: changes a move because of a death only while the node is dead', async () => {
      const { table, turn, shard, writeHeartbeat } = await withShard();
      await table.createMove(turn, shard, moveTo(shard, 'n1'));
      const moving = await onlyShard(table);
      await writeHeartbeat(HEARTBEAT);
      expect(await table.changeMove(turn, moving, ended(moving), { nodeId: 'n1' })).toBe(false);
      await writeHeartbeat({ ...HEARTBEAT, fenced: true });
      expect(await table.changeMove(turn, moving, ended(moving), { nodeId: 'n1' })).toBe(true);
    });

    it('takes a node that started anew for dead', async () => {
      const { table, turn, shard, writeHeartbeat } = await withShard();
      await table.createMove(turn, shard, moveTo(shard, 'n1'));
      const moving = await onlyShard(table);
      await writeHeartbeat(HEARTBEAT);
      const dead = { nodeId: 'n1', incarnation: 'inc-0' };
      expect(await table.changeMove(turn, moving, ended(moving), dead)).toBe(true);
    });

    it('Law 5: changes no move in a turn that is not the newest', async () => {
      const { table, turn, shard } = await withShard();
      await table.createMove(turn, shard, moveTo(shard, 'n1'));
      await takeTurn(table);
      expect(await table.changeMove(turn, await onlyShard(table), ended(await onlyShard(table)))).toBe(false);
    });

    it('takes a node that was forgotten for dead', async () => {
      const { table, turn, shard } = await withShard();
      await table.createMove(turn, shard, moveTo(shard, 'gone'));
      expect(
        await table.changeMove(turn, await onlyShard(table), ended(await onlyShard(table)), { nodeId: 'gone' }),
      ).toBe(true);
    });

    it('changes no move of another id', async () => {
      const { table, turn, shard } = await withShard();
      const move = moveTo(shard, 'n1');
      await table.createMove(turn, shard, move);
      expect(
        await table.changeMove(turn, { ...shard, move: { ...move, id: 'other' } }, ended({ ...shard, move })),
      ).toBe(false);
    });
  });

  describe(`${name}: nodes`, () => {
    it('reads heartbeats and control words as they were written', async () => {
      const { table, writeHeartbeat } = await make();
      await writeHeartbeat(HEARTBEAT);
      await table.setControl(DRAINING);
      const records = await table.readNodes();
      expect(records.heartbeats.get('n1')).toEqual(HEARTBEAT);
      expect(records.controls.get('n1')).toEqual(DRAINING);
    });

    it('fences an incarnation whose counter stands as seen', async () => {
      const { table, writeHeartbeat } = await make();
      await writeHeartbeat(HEARTBEAT);
      expect(await table.fence('n1', HEARTBEAT)).toBe(true);
      expect((await table.readNodes()).heartbeats.get('n1')?.fenced).toBe(true);
    });

    it.each([
      ['renewed', { counter: 6 }],
      ['started anew', { incarnation: 'inc-0' }],
    ])('does not fence a node that has %s since', async (_case, seen) => {
      const { table, writeHeartbeat } = await make();
      await writeHeartbeat(HEARTBEAT);
      expect(await table.fence('n1', { ...HEARTBEAT, ...seen })).toBe(false);
      expect((await table.readNodes()).heartbeats.get('n1')?.fenced).toBe(false);
    });

    it('does not make an item of a node that it cannot fence', async () => {
      const { table } = await make();
      expect(await table.fence('ghost', HEARTBEAT)).toBe(false);
      expect((await table.readNodes()).heartbeats.size).toBe(0);
    });

    it('changes a control word only if it is as read', async () => {
      const { table } = await make();
      const turn = await takeTurn(table);
      expect(await table.changeControl(turn, 'n1', undefined, DRAINING)).toBe(true);
      expect(await table.changeControl(turn, 'n1', undefined, DRAINING)).toBe(false);
      expect(await table.changeControl(turn, 'n1', 'operator')).toBe(false);
      expect(await table.changeControl(turn, 'n1', 'scale-in', { ...DRAINING, cause: 'terminating' })).toBe(true);
      expect(await table.changeControl(turn, 'n1', 'scale-in')).toBe(false);
      expect(await table.changeControl(turn, 'n1', 'terminating')).toBe(true);
      expect((await table.readNodes()).controls.size).toBe(0);
    });

    it('Law 5: changes no control word in a turn that is not the newest', async () => {
      const { table } = await make();
      const turn = await takeTurn(table);
      await takeTurn(table);
      expect(await table.changeControl(turn, 'n1', undefined, DRAINING)).toBe(false);
    });

    it('forgets all about a node', async () => {
      const { table, writeHeartbeat } = await make();
      await writeHeartbeat(HEARTBEAT);
      await table.setControl(DRAINING);
      await table.forgetNode('n1');
      const records = await table.readNodes();
      expect(records.heartbeats.size + records.controls.size).toBe(0);
    });

    it('makes a node active again', async () => {
      const { table } = await make();
      await table.setControl(DRAINING);
      await table.clearControl('n1');
      expect((await table.readNodes()).controls.size).toBe(0);
    });
  });

  describe(`${name}: switches`, () => {
    it('is not halted until somebody halts it', async () => {
      const { table, setSwitches } = await make();
      const before = await table.readSwitches();
      await setSwitches({ halted: true });
      expect([before.halted, (await table.readSwitches()).halted]).toEqual([false, true]);
    });

    it('are all off until somebody throws one, and then as they were thrown', async () => {
      const { table, setSwitches } = await make();
      expect(await table.readSwitches()).toEqual({ halted: false, parked: false });
      await setSwitches({ parked: true, roll: ROLL });
      expect(await table.readSwitches()).toEqual({ halted: false, parked: true, roll: ROLL });
    });

    it('ends the roll that began then, and no other', async () => {
      const { table, setSwitches } = await make();
      await setSwitches({ parked: true, roll: ROLL });
      expect(await table.endRoll(ROLL.startedAtMs + 1)).toBe(false);
      expect(await table.endRoll(ROLL.startedAtMs)).toBe(true);
      expect(await table.endRoll(ROLL.startedAtMs)).toBe(false);
      expect(await table.readSwitches()).toEqual({ halted: false, parked: true });
    });
  });
}

async function takeTurn(table: TablePort): Promise<Turn> {
  const { version } = await table.takeTurn('rebalancer');
  return { controller: 'rebalancer', version };
}

async function onlyShard(table: TablePort): Promise<Shard> {
  const [shard] = await table.readShards();
  if (shard === undefined) {
    throw new Error('the table has no shard');
  }
  return shard;
}

async function followersByItem(table: TablePort): Promise<readonly string[]> {
  return (await table.readFollows()).map((follow) => follow.nodeId).sort();
}

/** The transition that ends the shard's move. */
function ended({ move }: Shard): Transition {
  return { expected: move?.state ?? 'copying', move: undefined, ownership: 'kept' };
}

function moveTo(shard: Shard, to: string, id = 'm1') {
  return startMove({ id, from: shard.owner, to, reason: 'first-placement', startedAtMs: 1 });
}
