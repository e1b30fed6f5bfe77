import { describe, expect, it } from 'vitest';
import { type NodeObservation, readMembership } from '../../../core/fleet/membership';
import type { Heartbeat, NodeControl } from '../../../core/fleet/node';
import { shardIds } from '../../../core/fleet/shard';

const READING = { readStartedMs: 100_000, readEndedMs: 100_200, leaseMs: 45_000 };

interface Case {
  readonly lifecycleState?: string;
  readonly heartbeat?: Partial<Heartbeat>;
  readonly control?: Partial<NodeControl>;
  readonly unchangedSinceMs?: number;
  readonly unlistedSinceMs?: number;
}

function read({ lifecycleState, heartbeat, control, unchangedSinceMs, unlistedSinceMs }: Case) {
  const beat = { nodeId: 'i-1', incarnation: 'x', counter: 4, fenced: false, zone: 'zb', address: 'h:1', ...heartbeat };
  const full: Heartbeat = { capacityBytes: 1, usedBytes: 0, metrics: {}, shards: {}, ...beat };
  const word: NodeControl = { nodeId: 'i-1', duty: 'draining', cause: 'scale-in', sinceMs: 0, ...control };
  const unlisted = unlistedSinceMs === undefined ? {} : { unlistedSinceMs };
  const seen: NodeObservation = { incarnation: 'x', counter: 4, unchangedSinceMs: unchangedSinceMs ?? 0, ...unlisted };
  const instances = lifecycleState ? [{ instanceId: 'i-1', lifecycleState, zone: 'za', healthy: true }] : [];
  return readMembership({
    group: { instances },
    records: {
      heartbeats: new Map(heartbeat ? [['i-1', full]] : []),
      controls: new Map(control ? [['i-1', word]] : []),
    },
    observations: unchangedSinceMs === undefined ? {} : { 'i-1': seen },
    reading: READING,
  });
}

const CASES: readonly (readonly [string, Case, string, string?])[] = [
  ['waits in Pending:Wait without heartbeat', { lifecycleState: 'Pending:Wait' }, 'joining'],
  ['waits in Pending:Wait with one', { lifecycleState: 'Pending:Wait', heartbeat: {} }, 'joining'],
  ['is in service without heartbeat', { lifecycleState: 'InService' }, 'joining'],
  ['is in service with one', { lifecycleState: 'InService', heartbeat: {} }, 'active'],
  ['is in standby', { lifecycleState: 'Standby', heartbeat: {} }, 'joining'],
  ['was fenced', { lifecycleState: 'InService', heartbeat: { fenced: true } }, 'down'],
  ['was silent for 45 s', { lifecycleState: 'InService', heartbeat: {}, unchangedSinceMs: 55_000 }, 'down'],
  ['was silent for less', { lifecycleState: 'InService', heartbeat: {}, unchangedSinceMs: 55_001 }, 'active'],
  [
    'is silent, but another incarnation speaks',
    { lifecycleState: 'InService', heartbeat: { incarnation: 'y' }, unchangedSinceMs: 0 },
    'active',
  ],
  ['is seen for the first time', { lifecycleState: 'InService', heartbeat: {} }, 'active'],
  ['is in Terminating:Wait', { lifecycleState: 'Terminating:Wait', heartbeat: {} }, 'draining', 'terminating'],
  ['is in Terminating', { lifecycleState: 'Terminating', heartbeat: {} }, 'draining', 'terminating'],
  ['is in Terminating:Proceed', { lifecycleState: 'Terminating:Proceed', heartbeat: {} }, 'draining', 'terminating'],
  ['was retained', { lifecycleState: 'Terminating:Retained', heartbeat: {} }, 'draining', 'retained'],
  ['is forgotten by the group', { heartbeat: {} }, 'draining', 'terminating'],
  [
    'is told to drain',
    { lifecycleState: 'InService', heartbeat: {}, control: { cause: 'operator' } },
    'draining',
    'operator',
  ],
  [
    'is told to drain while AWS ends it',
    { lifecycleState: 'Terminating:Wait', heartbeat: {}, control: {} },
    'draining',
    'terminating',
  ],
  ['was told to be active', { lifecycleState: 'InService', heartbeat: {}, control: { duty: 'active' } }, 'active'],
  ['is told to drain and died', { lifecycleState: 'InService', heartbeat: { fenced: true }, control: {} }, 'down'],
];

describe('readMembership', () => {
  it.each(CASES.map(([name, given, state, drainCause]) => ({ name, given, state, drainCause })))(
    'of a node that $name',
    (known) => {
      const { given, state, drainCause } = known;
      const [node] = read(given).nodes;
      expect(node?.state).toBe(state);
      expect(node?.drainCause).toBe(drainCause);
    },
  );

  it('takes the zone from the group, else from the heartbeat', () => {
    expect(read({ lifecycleState: 'InService', heartbeat: {} }).nodes[0]?.zone).toBe('za');
    expect(read({ heartbeat: {} }).nodes[0]?.zone).toBe('zb');
  });

  it('remembers observations of nodes with a heartbeat only', () => {
    expect(read({ lifecycleState: 'InService', heartbeat: {} }).observations).toEqual({
      'i-1': { incarnation: 'x', counter: 4, unchangedSinceMs: 100_200 },
    });
    expect(read({ lifecycleState: 'InService', unchangedSinceMs: 5 }).observations).toStrictEqual({});
  });

  it('is in the order of ids, however the group is listed: two ticks of one state decide the same', () => {
    const instances = ['i-2', 'i-1', 'i-3'].map((instanceId) => ({
      instanceId,
      lifecycleState: 'Pending',
      zone: 'za',
      healthy: true,
    }));
    const records = { heartbeats: new Map(), controls: new Map() };
    const { nodes } = readMembership({ group: { instances }, records, observations: {}, reading: READING });
    expect(nodes.map(({ id }) => id)).toEqual(['i-1', 'i-2', 'i-3']);
  });

  it('knows nobody when nothing is listed and nothing was written', () => {
    expect(read({}).nodes).toEqual([]);
  });
});

describe('a node that the group does not list', () => {
  const beating = { heartbeat: { counter: 5 }, unchangedSinceMs: 90_000 };

  it.each([
    ['for the first time', {}, 'joining', undefined],
    ['for less than a lease', { unlistedSinceMs: 55_001 }, 'joining', undefined],
    ['for a lease', { unlistedSinceMs: 55_000 }, 'draining', 'terminating'],
    ['since a time to come, by a clock that went back', { unlistedSinceMs: 200_000 }, 'joining', undefined],
    ['for the first time, and is told to drain', { control: {} }, 'draining', 'scale-in'],
    ['for the first time, and is silent', { heartbeat: {}, unchangedSinceMs: 0 }, 'down', undefined],
  ] as const)('%s', (_, given, state, drainCause) => {
    const [node] = read({ ...beating, ...given }).nodes;
    expect(node).toMatchObject({ state, ...(drainCause ? { drainCause } : {}) });
    expect(node?.isMissed ?? false).toBe(state === 'joining' || drainCause === 'scale-in');
  });

  it('is missed anew after it was listed again', () => {
    const before = read(beating).observations['i-1'];
    expect(before).toMatchObject({ unlistedSinceMs: 100_200 });
    const again = { lifecycleState: 'InService', heartbeat: {}, unchangedSinceMs: 90_000, unlistedSinceMs: 100_200 };
    expect(read(again).observations['i-1']).toEqual({ incarnation: 'x', counter: 4, unchangedSinceMs: 90_000 });
  });
});

describe('shardIds', () => {
  it('counts from zero, in an order that sorts', () => {
    const ids = shardIds(50_000);
    expect([ids[0], ids.at(-1)]).toEqual(['shard-00000', 'shard-49999']);
    expect([...ids].sort()).toEqual(ids);
  });
});
