import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONGESTED_FOR_MS, type FleetNode } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { startMove } from '../../../core/move/move-machine';
import {
  adaptedBudgets,
  adaptMoveLimit,
  type MoveEvidence,
  type MoveLimit,
  mostMoves,
  watchMoves,
} from '../../../core/rebalance/move-limit';
import { settleMove } from '../../../core/rebalance/settle-move';
import { node, POLICY } from './fixtures';

const BUDGETS = { perNode: 4, perZone: 40, perFleet: 100 };
const NODES = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => node(id));
const NOW = 10_000_000;
const LIMIT_MS = POLICY.moveTimeoutSeconds * 1000;

/** Shards that move from `a` to `b`, each since so long ago. */
function moving(count: number, agoMs: number, first = 0): Shard[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `m${first + index}`;
    const move = startMove({ id, from: 'a', to: 'b', reason: 'rebalance', startedAtMs: NOW - agoMs });
    return { id: `s${first + index}`, owner: 'a', followers: [], epoch: 1, move };
  });
}

function evidence(shards: readonly Shard[], nodes: readonly FleetNode[] = NODES, nowMs = NOW): MoveEvidence {
  return { shards, nodes, nowMs };
}

function congested(id: string): FleetNode {
  const each = node(id);
  return each.heartbeat ? { ...each, heartbeat: { ...each.heartbeat, isCongested: true } } : each;
}

/** One tick that orders nothing. */
function adapt(before: MoveLimit | undefined, found: MoveEvidence): MoveLimit {
  const { shards, nodes, nowMs } = found;
  const byId = new Map(nodes.map((each) => [each.id, each]));
  const rules = { nowMs, moveTimeoutMs: LIMIT_MS, parked: false };
  const changes = shards.flatMap((shard) => settleMove(shard, byId, rules) ?? []);
  return watchMoves(adaptMoveLimit(before, found, POLICY), shards, { changes, orders: [] }, true);
}

describe('the most moves that all budgets allow', () => {
  it('are half of what the nodes allow, for each move has two', () => {
    expect(mostMoves(NODES, BUDGETS)).toBe(12);
  });

  it('are what zones and fleet allow in a large fleet, and at least one', () => {
    const many = Array.from({ length: 300 }, (_, index) => node(`n${index}`, { zone: `z${index % 2}` }));
    expect(mostMoves(many, BUDGETS)).toBe(80);
    expect(mostMoves(many, { ...BUDGETS, perFleet: 7 })).toBe(7);
    expect(mostMoves([], BUDGETS)).toBe(1);
  });
});

describe('the limit of moves in flight', () => {
  it('is that of the policy while nothing is known', () => {
    expect(adaptedBudgets(BUDGETS, undefined)).toEqual(BUDGETS);
    expect(adaptedBudgets(BUDGETS, adapt(undefined, evidence(moving(12, 1000))))).toEqual(BUDGETS);
  });

  it('is not halved for moves that took long but are over but for the cleaning', () => {
    const sealed = moving(5, LIMIT_MS + 1).map((shard) => ({
      ...shard,
      owner: 'b',
      ...(shard.move ? { move: { ...shard.move, state: 'sealed' as const, actor: 'a' } } : {}),
    }));
    expect(adapt(undefined, evidence(sealed)).adapted).toBeUndefined();
  });

  it('is half after a fifth of the moves ran out of time, and stays after fewer did', () => {
    const young = moving(8, 1000, 10);
    const halved = adapt(undefined, evidence([...moving(2, LIMIT_MS + 1), ...young]));
    expect(halved.adapted?.limit).toBe(6);
    expect(halved.cause).toBe('2 of 10 moves ran out of time or met congestion or faults');
    expect(adaptedBudgets(BUDGETS, halved)).toEqual({ ...BUDGETS, perFleet: 6 });
    expect(adapt(undefined, evidence([...moving(1, LIMIT_MS + 1), ...young])).adapted).toBeUndefined();
  });

  it('is half when a node of a move reports congestion that the move has met', () => {
    const nodes = [congested('b'), ...NODES.filter(({ id }) => id !== 'b')];
    expect(adapt(undefined, evidence(moving(3, CONGESTED_FOR_MS), nodes)).adapted?.limit).toBe(6);
    expect(adapt(undefined, evidence(moving(3, CONGESTED_FOR_MS - 1), nodes)).adapted).toBeUndefined();
    const elsewhere = [congested('c'), ...NODES.filter(({ id }) => id !== 'c')];
    expect(adapt(undefined, evidence(moving(3, CONGESTED_FOR_MS), elsewhere)).adapted).toBeUndefined();
  });

  it('is half when a node of a move reports a fault of its shard', () => {
    const target = node('b');
    const faults = ['s0', 's1'].map((shardId) => ({ code: 'TimeoutError', shardId, message: '' }));
    const faulty = target.heartbeat ? { ...target, heartbeat: { ...target.heartbeat, faults } } : target;
    const nodes = [faulty, ...NODES.filter(({ id }) => id !== 'b')];
    expect(adapt(undefined, evidence(moving(3, 1000), nodes)).adapted?.limit).toBe(6);
    expect(adapt(undefined, evidence(moving(3, 1000, 2), nodes)).adapted).toBeUndefined();
  });

  it('is not changed by one shard that cannot be moved, however often it is tried', () => {
    let limit: MoveLimit | undefined;
    for (let attempt = 0; attempt < 10; attempt += 1) {
      limit = adapt(limit, evidence(moving(1, LIMIT_MS + 1), NODES, NOW + attempt));
    }
    expect(limit?.adapted).toBeUndefined();
  });

  it('is halved once for all moves that were in flight', () => {
    const late = evidence(moving(12, LIMIT_MS + 1));
    const once = adapt(undefined, late);
    expect(adapt(once, late).adapted).toEqual(once.adapted);
    const begunSince = evidence(moving(6, -1000), NODES, NOW + LIMIT_MS + 2000);
    expect(adapt(once, begunSince).adapted?.limit).toBe(3);
  });

  it('is judged by the moves that are ordered in the very tick that halves it', () => {
    const found = evidence(moving(2, LIMIT_MS + 1));
    const ordered = moving(4, 0, 10);
    const orders = ordered.flatMap((shard) =>
      shard.move ? [{ shard, move: shard.move, reason: { code: 'rebalance', text: '' } }] : [],
    );
    const halved = watchMoves(adaptMoveLimit(undefined, found, POLICY), [], { changes: [], orders }, true);
    expect(halved).toMatchObject({ adapted: { limit: 6 }, watched: ['m10', 'm11', 'm12', 'm13'] });
    const late = evidence(ordered, NODES, NOW + LIMIT_MS + 1);
    expect(adapt(halved, late).adapted?.limit).toBe(3);
  });

  it('is one more after as many moves as it allows ended well while it was reached', () => {
    const halved = adapt(undefined, evidence(moving(12, LIMIT_MS + 1)));
    const full = adapt(halved, evidence(moving(6, -1000), NODES, NOW + 1000));
    expect(full).toMatchObject({ adapted: { limit: 6 }, wasReached: true });
    expect(adapt(full, evidence([], NODES, NOW + 2000)).adapted?.limit).toBe(7);
    expect(adapt(full, evidence(moving(1, -1000), NODES, NOW + 2000)).adapted?.limit).toBe(6);
    const notFull = adapt(halved, evidence(moving(5, -1000), NODES, NOW + 1000));
    expect(adapt(notFull, evidence([], NODES, NOW + 2000)).adapted).toMatchObject({ limit: 6, ended: 0 });
  });

  it('of a large fleet is back at all that the budgets allow after ten rounds, also from a single move', () => {
    const others = Array.from({ length: 94 }, (_, index) => node(`n${index}`, { zone: `z${index % 3}` }));
    const many = [...NODES, ...others];
    let limit: MoveLimit = {
      adapted: { limit: 1, halvings: 7, ended: 0, slow: 0, wasSlow: false },
      watched: [],
      wasReached: false,
    };
    const limits = [];
    for (let round = 0; round < 10; round += 1) {
      const allowed = limit.adapted?.limit ?? 0;
      limit = adapt(limit, evidence(moving(allowed, 1000, 100 * round), many));
      limit = adapt(limit, evidence([], many));
      limits.push(limit.adapted?.limit);
    }
    expect(limits).toEqual([11, 21, 31, 41, 51, 61, 71, 81, 91, undefined]);
  });

  it('takes a cancelled move for no success', () => {
    const halved = adapt(undefined, evidence(moving(12, LIMIT_MS + 1)));
    const leaving = node('b', { state: 'draining' });
    const nodes = [leaving, ...NODES.filter(({ id }) => id !== 'b')];
    const full = adapt(halved, evidence(moving(6, -1000), nodes, NOW + 1000));
    expect(full.watched).toEqual([]);
    expect(adapt(full, evidence([], NODES, NOW + 2000)).adapted?.limit).toBe(6);
  });

  it('leaves out what nobody serves, which waits for no budget', () => {
    const unserved = moving(12, LIMIT_MS + 1).map((shard) =>
      shard.move ? { ...shard, move: { ...shard.move, from: null } } : shard,
    );
    expect(adapt(undefined, evidence(unserved))).toMatchObject({ watched: [], wasReached: false });
    expect(adapt(undefined, evidence(unserved)).adapted).toBeUndefined();
  });

  it('forgets that it was less once it is all that the budgets allow, also when nodes went', () => {
    const halved = adapt(undefined, evidence(moving(12, LIMIT_MS + 1)));
    expect(adapt(halved, evidence([], NODES.slice(0, 3))).adapted).toBeUndefined();
  });

  it('of a fleet that is only watched counts no order as a move', () => {
    const [shard] = moving(1, 0);
    const orders = shard?.move ? [{ shard, move: shard.move, reason: { code: 'rebalance', text: '' } }] : [];
    const limit = adapt(undefined, evidence([]));
    expect(watchMoves(limit, [], { changes: [], orders }, true).watched).toEqual(['m0']);
    expect(watchMoves(limit, [], { changes: [], orders }, false).watched).toEqual([]);
  });

  it('whatever happens, stays from 1 to what the policy allows, and its memory is bounded', () => {
    const ticks = fc.array(
      fc.record({
        young: fc.nat(600),
        late: fc.nat(20),
        isCongested: fc.boolean(),
        stepMs: fc.integer({ min: 1, max: 2e6 }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(ticks, (given) => {
        let limit: MoveLimit | undefined;
        let nowMs = NOW;
        for (const { young, late, isCongested, stepMs } of given) {
          nowMs += stepMs;
          const shards = [...moving(late, LIMIT_MS + 1), ...moving(young, NOW - nowMs + 500, 100)];
          const nodes = isCongested ? [congested('a'), ...NODES.slice(1)] : NODES;
          limit = adapt(limit, evidence(shards, nodes, nowMs));
          const { perFleet } = adaptedBudgets(BUDGETS, limit);
          expect(perFleet).toBeGreaterThanOrEqual(1);
          expect(perFleet).toBeLessThanOrEqual(BUDGETS.perFleet);
          expect(limit.watched.length).toBeLessThanOrEqual(500);
        }
      }),
      { numRuns: 50 },
    );
  });
});
