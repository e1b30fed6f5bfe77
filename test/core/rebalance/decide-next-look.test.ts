import { describe, expect, it } from 'vitest';
import type { FleetNode } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import type { LeaseObservation } from '../../../core/lease/controller-lease';
import type { Move, MoveState } from '../../../core/move/move';
import { decideNextLook, type NextLookInput } from '../../../core/rebalance/decide-next-look';
import type { MoveChange } from '../../../core/rebalance/settle-move';

/** Lease 45 s; the read ended at 100 s. */
const READING = { readStartedMs: 99_900, readEndedMs: 100_000, leaseMs: 45_000 };

function node(id: string, state: FleetNode['state'] = 'active', fenced = false): FleetNode {
  const heartbeat = {
    nodeId: id,
    incarnation: 'x',
    counter: 4,
    fenced,
    zone: 'a',
    address: '',
    metrics: {},
    shards: {},
  };
  return { id, state, zone: 'a', heartbeat: { ...heartbeat, capacityBytes: 1, usedBytes: 0 } };
}

function shard(owner: string | null, move?: Move): Shard {
  return {
    id: 's',
    owner,
    followers: [],
    epoch: 3,
    ...(owner ? { ownerIncarnation: 'x' } : {}),
    ...(move ? { move } : {}),
  };
}

function moveIn(state: MoveState, from: string | null, to: string | null): Move {
  return { id: 'm', from, to, state, reason: 'rebalance', startedAtMs: 0, actor: null };
}

/** Unchanged since a time, and renewed for sure after an earlier one. */
function observed(unchangedSinceMs: number, renewedAfterMs: number): LeaseObservation {
  return { incarnation: 'x', counter: 4, unchangedSinceMs, renewedAfterMs };
}

function look(input: Partial<NextLookInput>) {
  return decideNextLook({
    nodes: [node('a'), node('b'), node('c')],
    shards: [shard('a')],
    observations: { a: observed(90_000, 40_000), b: observed(80_000, 40_000), c: observed(70_000, 40_000) },
    reading: READING,
    changes: [],
    parked: false,
    ...input,
  });
}

function changed(event: MoveChange['event'], of: Shard): Partial<NextLookInput> {
  const dead = ['d', 'e'].map((id) => node(id, 'down', true));
  const change = { shard: of, event, reason: { code: '', text: '' } };
  return { nodes: [node('a'), ...dead], observations: {}, shards: [of], changes: [change] };
}

describe('decideNextLook', () => {
  it.each([
    ['owns a shard', shard('a'), 135_000],
    ['is the source of a move', shard(null, moveIn('releasing', 'b', 'd')), 125_000],
    ['is the target of a move', shard('d', moveIn('released', null, 'c')), 115_000],
    ['has no shard', shard('d'), undefined],
  ])('names the end of the lease of a node that may be dead and %s', (_, only, expected) => {
    expect(look({ shards: [only] })).toBe(expected);
  });

  it('names the earliest of several', () => {
    expect(look({ shards: [shard('a'), shard('b')] })).toBe(125_000);
  });

  it('waits for no node that renewed within a lease, nor for one that is dead already', () => {
    expect(look({ observations: { a: observed(90_000, 55_000) } })).toBeUndefined();
    expect(look({ nodes: [node('a', 'down')] })).toBeUndefined();
    expect(look({ observations: {} })).toBeUndefined();
  });

  it.each([
    ['target-fenced', shard('d', moveIn('committed', 'a', 'd'))],
    ['target-fenced', shard('e', moveIn('releasing', 'e', 'd'))],
    ['source-fenced', shard('d', moveIn('cancelled', 'd', 'a'))],
    ['cancel', shard('d', moveIn('released', null, 'a'))],
    ['target-fenced', shard(null, moveIn('released', null, 'd'))],
  ] as const)('looks at once when %s leaves a shard to nobody', (event, of) => {
    expect(look(changed(event, of))).toBe(100_000);
  });

  it.each([
    ['the owner serves on', 'target-fenced', shard('a', moveIn('copying', 'a', 'd'))],
    ['the owner resumes', 'target-fenced', shard('a', moveIn('released', 'a', 'd'))],
    ['the target takes over', 'source-fenced', shard('d', moveIn('copying', 'd', 'a'))],
    ['the target has taken over', 'source-fenced', shard('a', moveIn('sealed', 'd', 'a'))],
  ] as const)('leaves it to the next tick when %s', (_, event, of) => {
    expect(look(changed(event, of))).toBeUndefined();
  });

  it('leaves a parked fleet without owners', () => {
    expect(
      look({ ...changed('target-fenced', shard('d', moveIn('committed', 'a', 'd'))), parked: true }),
    ).toBeUndefined();
  });
});
