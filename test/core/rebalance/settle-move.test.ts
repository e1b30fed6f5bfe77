import { describe, expect, it } from 'vitest';
import type { FleetNode } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { MOVE_STATES, type Move, type MoveState } from '../../../core/move/move';
import { isRefusal, transition } from '../../../core/move/move-machine';
import { isDead, type MoveRules, settleMove } from '../../../core/rebalance/settle-move';
import { node } from './fixtures';

const ALIVE = node('x');
const DEAD = node('x', { fenced: true });
const SILENT = node('x', { state: 'down' });
const DRAINING = node('x', { state: 'draining' });

function shardIn(state: MoveState, from: string | null = 'a'): Shard {
  const isTaken = state === 'committed' || state === 'sealed';
  return {
    id: 's',
    owner: isTaken ? 'b' : 'a',
    ownerIncarnation: 'x-1',
    followers: [],
    epoch: 3,
    move: { id: 'm', from, to: 'b', toIncarnation: 'x-1', state, reason: 'rebalance', startedAtMs: 0, actor: null },
  };
}

function settled(state: MoveState, source: FleetNode | undefined, target: FleetNode | undefined, from?: null) {
  const nodes = new Map(
    Object.entries({ a: source, b: target }).flatMap(([id, found]) => (found ? [[id, found]] : [])),
  );
  return settleMove(shardIn(state, from), nodes as ReadonlyMap<string, FleetNode>)?.event;
}

describe('settleMove', () => {
  it('leaves a shard in no move alone', () => {
    const { move: _move, ...resting } = shardIn('copying');
    expect(settleMove(resting, new Map())).toBeUndefined();
  });

  it.each(MOVE_STATES)('leaves a move in %s alone while both ends live', (state) => {
    expect(settled(state, ALIVE, ALIVE)).toBeUndefined();
  });

  it.each(MOVE_STATES)('leaves a move in %s alone while an end is silent but not fenced', (state) => {
    expect(settled(state, SILENT, SILENT)).toBeUndefined();
  });

  it.each([
    ['copying', 'source-fenced'],
    ['releasing', 'source-fenced'],
    ['released', undefined],
    ['committed', undefined],
    ['sealed', 'source-fenced'],
    ['cancelled', 'source-fenced'],
  ] as const)('in %s makes of a dead source: %s', (state, event) => {
    expect(settled(state, DEAD, ALIVE)).toBe(event);
  });

  it.each([
    ['copying', 'target-fenced'],
    ['releasing', 'target-fenced'],
    ['released', 'target-fenced'],
    ['committed', 'target-fenced'],
    ['sealed', 'target-fenced'],
    ['cancelled', undefined],
  ] as const)('in %s makes of a dead target: %s', (state, event) => {
    expect(settled(state, ALIVE, DEAD)).toBe(event);
  });

  it.each([
    ['copying', 'cancel'],
    ['releasing', 'cancel'],
    ['released', 'cancel'],
    ['committed', undefined],
    ['sealed', undefined],
    ['cancelled', undefined],
  ] as const)('in %s makes of a draining target: %s', (state, event) => {
    expect(settled(state, ALIVE, DRAINING)).toBe(event);
  });

  it('does not cancel for a draining target when no source could resume', () => {
    expect(settled('released', DEAD, DRAINING)).toBeUndefined();
  });

  it.each(MOVE_STATES)('brings a move in %s to its end when both nodes are dead', (state) => {
    let shard = shardIn(state);
    const nodes = new Map([
      ['a', DEAD],
      ['b', DEAD],
    ]);
    for (let tick = 0; tick < 3 && shard.move; tick += 1) {
      const change = settleMove(shard, nodes);
      expect(change).toBeDefined();
      const next = change && transition(shard.move, change.event);
      shard = next && !isRefusal(next) ? { ...shard, move: next.move } : shard;
    }
    expect(shard.move).toBeUndefined();
  });

  it('counts a target that started anew as dead', () => {
    expect(settled('committed', ALIVE, node('x', { incarnation: 'x-2' }))).toBe('target-fenced');
  });

  it('counts a source that started anew as dead while it owns the shard', () => {
    const restarted = node('x', { incarnation: 'x-2' });
    expect(settled('copying', restarted, ALIVE)).toBe('source-fenced');
    expect(settled('sealed', restarted, ALIVE)).toBeUndefined();
  });
});

describe('isDead', () => {
  it.each([
    ['a live node', ALIVE, undefined, false],
    ['a silent node', SILENT, undefined, false],
    ['a fenced node', DEAD, undefined, true],
    ['a node nobody knows', undefined, undefined, true],
    ['the same incarnation', ALIVE, 'x-1', false],
    ['another incarnation', ALIVE, 'x-0', true],
    [
      'a node whose heartbeat somebody deleted, which may have a lease',
      { ...ALIVE, heartbeat: undefined },
      'x-1',
      false,
    ],
  ] as const)('of %s', (_, found, incarnation, expected) => {
    expect(isDead(found, incarnation)).toBe(expected);
  });
});

describe('settleMove by the rules', () => {
  const RULES: MoveRules = { nowMs: 900_000, moveTimeoutMs: 900_000, parked: false };
  const NODES: ReadonlyMap<string, FleetNode> = new Map([
    ['a', ALIVE],
    ['b', ALIVE],
  ]);

  function byRules(state: MoveState, rules: Partial<MoveRules>, change: Partial<Move> = {}) {
    const shard = shardIn(state);
    const moved = { ...shard, ...(shard.move ? { move: { ...shard.move, ...change } } : {}) };
    return settleMove(moved, NODES, { ...RULES, ...rules });
  }

  it.each(MOVE_STATES)('leaves a move in %s alone until its time is over', (state) => {
    expect(byRules(state, {})).toBeUndefined();
  });

  it.each([
    ['copying', 'cancel'],
    ['releasing', 'cancel'],
    ['released', 'cancel'],
    ['committed', undefined],
    ['sealed', undefined],
    ['cancelled', undefined],
  ] as const)('in %s makes of 900 seconds that are over: %s', (state, event) => {
    expect(byRules(state, { nowMs: 900_001 })?.event).toBe(event);
  });

  it('names the time, the target and the state', () => {
    const { reason } = byRules('copying', { nowMs: 900_001 }) ?? {};
    expect(reason).toEqual({ code: 'timed-out', text: 's: the move to b is still copying after 900 s' });
  });

  it('gives a release to nobody all the time that it needs', () => {
    expect(byRules('releasing', { nowMs: 9_000_000, parked: true }, { to: null })).toBeUndefined();
  });

  it('puts a death before the time', () => {
    const nodes = new Map([...NODES, ['b', DEAD]] as const);
    expect(settleMove(shardIn('copying'), nodes, { ...RULES, nowMs: 900_001 })?.event).toBe('target-fenced');
  });

  it.each([
    ['copying', 'a', 'cancel'],
    ['releasing', 'a', undefined],
    ['released', 'a', undefined],
    ['released', null, 'cancel'],
    ['committed', null, undefined],
  ] as const)('of a fleet that is being parked makes of a move in %s from %s: %s', (state, from, event) => {
    expect(byRules(state, { parked: true }, { from })?.event).toBe(event);
  });

  it('cancels a release to nobody once the fleet is parked no longer', () => {
    const change = byRules('releasing', {}, { to: null });
    expect(change).toMatchObject({ event: 'cancel', reason: { text: 's: the fleet is parked no longer' } });
  });
});
