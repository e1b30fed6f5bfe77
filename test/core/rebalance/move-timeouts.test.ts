import { describe, expect, it } from 'vitest';
import type { FleetNode } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import type { Move } from '../../../core/move/move';
import { POLICY_DEFAULTS } from '../../../core/policy/fleet-policy';
import { type AvoidedTargets, avoidedNow, avoidTimedOut } from '../../../core/rebalance/avoided-targets';
import { countTimeouts } from '../../../core/rebalance/count-timeouts';
import { type MoveTimeouts, moveLimitMs } from '../../../core/rebalance/move-timeouts';
import type { MoveChange } from '../../../core/rebalance/settle-move';
import { asOrdered, node, plan } from './fixtures';

const TICK_MS = POLICY_DEFAULTS.tickSeconds * 1000;
const TIMEOUT_MS = POLICY_DEFAULTS.moveTimeoutSeconds * 1000;
/** Copying takes a little longer than a move may: 40 shards of 25 GB at 1 GB/s come to 1000 s. */
const COPY_MS = 1000_000;

const MOVE: Move = {
  id: 'm',
  from: null,
  to: 'b',
  state: 'released',
  reason: 'take-over',
  startedAtMs: 0,
  actor: 'b',
};

function row(id: string, move: Partial<Move> = {}): Shard {
  return { id, owner: 'dead', followers: [], epoch: 4, move: { ...MOVE, ...move } };
}

function late(shard: Shard, code = 'timed-out'): MoveChange {
  return { shard, event: 'cancel', reason: { code, text: '' } };
}

const WHOSE: readonly (readonly [string, FleetNode])[] = [
  ['nobody serves', node('old', { fenced: true })],
  ['its draining owner serves', node('old', { state: 'draining' })],
];

describe.each(WHOSE)('a shard that %s', (_, owner) => {
  it('comes to another node in the end although copying it takes longer than a move may', () => {
    const nodes = [owner, node('b'), node('c')];
    let shard: Shard = { id: 'shard-00000', owner: 'old', ownerIncarnation: 'old-1', followers: [], epoch: 4 };
    let avoided: AvoidedTargets = {};
    let timeouts: MoveTimeouts = {};
    let hasCopy = false;
    let changes = 0;

    for (let nowMs = 0; nowMs < 24 * 3_600_000 && !hasCopy; nowMs += TICK_MS) {
      hasCopy = shard.move !== undefined && nowMs - shard.move.startedAtMs >= COPY_MS;
      const made = plan(nodes, [shard], { nowMs, version: nowMs, avoided: avoidedNow(avoided, nowMs), timeouts });
      changes += made.changes.length;
      avoided = avoidTimedOut(made.changes, avoided, nowMs, TIMEOUT_MS);
      timeouts = countTimeouts(made.changes, timeouts, [shard]);
      const { move: _move, ...resting } = shard;
      shard = made.changes.length > 0 ? resting : (asOrdered([shard], made)[0] ?? shard);
    }

    expect([hasCopy, changes]).toEqual([true, 1]);
  });
});

describe('the timeouts of moves', () => {
  it('grow with every one', () => {
    const once = countTimeouts([late(row('s'))], undefined, [row('s')]);
    expect(countTimeouts([late(row('s'))], once, [row('s')])).toEqual({ s: { epoch: 4, count: 2 } });
  });

  it('count none in a hand-over, nor one that is cancelled for another reason', () => {
    const moved = row('s', { from: 'dead' });
    expect(countTimeouts([late(moved), late(row('t'), 'cancel')], undefined, [moved, row('t')])).toEqual({});
    const copying = row('s', { from: 'dead', state: 'copying' });
    expect(countTimeouts([late(copying)], undefined, [copying])).toEqual({ s: { epoch: 4, count: 1 } });
  });

  it('are kept until the shard is owned anew', () => {
    const before = { s: { epoch: 4, count: 3 } };
    expect(countTimeouts([], before, [row('s')])).toEqual(before);
    expect(countTimeouts([], before, [{ ...row('s'), epoch: 5 }])).toEqual({});
  });

  it('are of five hundred shards at most, and none gives way to a newer one', () => {
    const rows = Array.from({ length: 501 }, (_, index) => row(`s${index}`));
    const before = countTimeouts(
      rows.slice(0, 500).map((shard) => late(shard)),
      undefined,
      rows,
    );
    const after = countTimeouts(
      rows.slice(1).map((shard) => late(shard)),
      before,
      rows,
    );
    expect([Object.keys(after).length, after.s0, after.s500]).toEqual([500, { epoch: 4, count: 1 }, undefined]);
  });
});

describe('the time that a move may take', () => {
  it.each([
    [0, 1000],
    [1, 2000],
    [3, 8000],
    [50, 256_000],
  ])('after %i timeouts is %i ms', (count, limitMs) => {
    expect(moveLimitMs(row('s'), 1000, { s: { epoch: 4, count } })).toBe(limitMs);
  });

  it('stays as it is in another epoch', () => {
    const timeouts = { s: { epoch: 4, count: 2 } };
    expect(moveLimitMs(row('s', { from: 'a' }), 1000, timeouts)).toBe(4000);
    expect(moveLimitMs({ ...row('s'), epoch: 5 }, 1000, timeouts)).toBe(1000);
  });
});
