import { describe, expect, it } from 'vitest';
import { reportMoveHistory, reportMoves } from '../../operate/moves/moves';
import { MemoryFleet } from './memory/memory-fleet';

describe('fleet moves', () => {
  it('lists moves in flight, oldest first, and says whose clocks the age is of', async () => {
    const fleet = new MemoryFleet();
    fleet.shard('shard-00000', 'i-a', 1, { startedAtMs: fleet.nowMs - 30_000 });
    fleet.shard('shard-00001', null, 1, { startedAtMs: fleet.nowMs - 600_000, from: null, state: 'released' });
    fleet.shard('shard-00002', 'i-a', 1);

    const report = await reportMoves(fleet.open);

    expect(report.value).toMatchObject({
      moves: [
        { shard: 'shard-00001', from: null, to: 'i-b', state: 'released', actor: 'i-b', ageMs: 600_000 },
        { shard: 'shard-00000', from: 'i-a', to: 'i-b', state: 'copying', ageMs: 30_000 },
      ],
    });
    expect(report.lines).toEqual([
      'SHARD        FROM  TO   STATE     WAITS FOR  AGE     REASON     MOVE',
      'shard-00001  -     i-b  released  i-b        10 min  rebalance  1-0',
      'shard-00000  i-a   i-b  copying   i-b        30 s    rebalance  1-0',
      '',
      expect.stringContaining("2 moves in flight; age is this machine's clock against the controller's"),
    ]);
  });

  it('says so when nothing moves', async () => {
    expect(await reportMoves(new MemoryFleet().open)).toMatchObject({ lines: ['no move is in flight'], ok: true });
  });

  it("shows the rebalancer's history alone", async () => {
    const fleet = new MemoryFleet();
    const decision = { reason: { code: 'x', text: 'why' }, acts: true, details: {}, version: 1, atMs: 0 };
    fleet.kept.set('scaler', [{ ...decision, kind: 'scale-out' }]);
    fleet.kept.set('rebalancer', [{ ...decision, kind: 'move' }]);

    expect((await reportMoveHistory(fleet.open, 5)).lines).toEqual(['1970-01-01T00:00:00Z  rebalancer  move: why']);
  });

  it('shows one shard alone, in flight and in the history', async () => {
    const fleet = new MemoryFleet();
    fleet.shard('shard-00000', 'i-a', 1, { startedAtMs: fleet.nowMs });
    fleet.shard('shard-00001', 'i-a', 1, { startedAtMs: fleet.nowMs });
    const decision = { kind: 'move', reason: { code: 'x', text: 'why' }, acts: true, version: 1, atMs: 0 };
    const about = (shard: string, text = 'why') => ({ ...decision, reason: { code: 'x', text }, details: { shard } });
    const named = about('shard-00001', 'shard-00001 has no owner');
    fleet.kept.set('rebalancer', [about('shard-00000'), about('shard-00001'), named]);

    expect((await reportMoves(fleet.open, 'shard-00001')).value).toMatchObject({ moves: [{ shard: 'shard-00001' }] });
    const { lines } = await reportMoveHistory(fleet.open, 2, 'shard-00001');
    expect(lines).toEqual([
      '1970-01-01T00:00:00Z  rebalancer  move shard-00001: why',
      '1970-01-01T00:00:00Z  rebalancer  move: shard-00001 has no owner',
    ]);
    await expect(reportMoves(fleet.open, 'shard-1')).rejects.toThrow('the fleet has no shard shard-1');
    await expect(reportMoveHistory(fleet.open, 1, 'shard-1')).rejects.toThrow('its shards are shard-00000 to');
  });
});
