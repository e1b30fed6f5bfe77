import { describe, expect, it } from 'vitest';
import type { FleetNode } from '../../../core/fleet/node';
import { decideScaling } from '../../../core/scaling/decide-scaling';
import type { ScalingInput } from '../../../core/scaling/scaling-input';
import {
  drainOf,
  heartbeatOf,
  inputOf,
  NOW_MS,
  nodeOf,
  policyOf,
  shardsOf,
  steadyWindow,
  wasteOf,
} from './fleet-fixture';

const CPU = policyOf({ thresholds: { cpuPercent: 70 } });
const IDLE = { cpuPercent: 20 };

function decide(nodes: readonly FleetNode[], changes: Partial<ScalingInput> = {}) {
  const serving = nodes.filter((node) => node.state === 'active').length;
  const past = { window: steadyWindow(0.9), waste: wasteOf(serving, 15) };
  return decideScaling(inputOf(nodes, { policy: CPU, ...past, ...changes })).decision;
}

const THREE = [
  nodeOf({ id: 'n1', metrics: IDLE, shards: { s1: 30, s2: 30 } }),
  nodeOf({ id: 'n2', metrics: IDLE, shards: { s3: 50 } }),
  nodeOf({ id: 'n3', metrics: IDLE, shards: { s4: 70 } }),
];

describe('scale-in', () => {
  it('drains the node with least bytes to move', () => {
    expect(decide(THREE)).toMatchObject({ kind: 'drain', nodeId: 'n2', reason: { code: 'smaller-size-suffices' } });
  });

  it('keeps zones even: the victim comes from the fullest zone', () => {
    const nodes = [
      nodeOf({ id: 'n1', zone: 'a', metrics: IDLE, shards: { s1: 500 } }),
      nodeOf({ id: 'n2', zone: 'a', metrics: IDLE, shards: { s2: 400 } }),
      nodeOf({ id: 'n3', zone: 'b', metrics: IDLE, shards: { s3: 1 } }),
    ];
    expect(decide(nodes)).toMatchObject({ kind: 'drain', nodeId: 'n2' });
  });

  it('chooses by id among equals, whatever their order', () => {
    const nodes = ['n3', 'n1', 'n2'].map((id) => nodeOf({ id, metrics: IDLE }));
    expect(decide(nodes)).toMatchObject({ kind: 'drain', nodeId: 'n1' });
  });

  it('never goes below the minimum', () => {
    const policy = { ...CPU, minNodes: 3 };
    expect(decide(THREE, { policy })).toMatchObject({ kind: 'hold', reason: { code: 'steady' } });
  });

  it.each([
    [42, 'drain'],
    [42.1, 'hold'],
  ])(
    'Law 7: with three nodes at %d of 70 the answer is %s: two must stay below 90 %% of the threshold',
    (cpuPercent, kind) => {
      const nodes = ['n1', 'n2', 'n3'].map((id) => nodeOf({ id, metrics: { cpuPercent } }));
      expect(decide(nodes, { window: steadyWindow(1.8) }).kind).toBe(kind);
    },
  );

  it('holds when a metric is missing', () => {
    const policy = policyOf({ thresholds: { cpuPercent: 70, diskPercent: 80 } });
    expect(decide(THREE, { policy })).toMatchObject({ kind: 'hold', reason: { code: 'metric-missing' } });
  });

  it('holds while nothing is known of the past', () => {
    expect(decide(THREE, { window: undefined })).toMatchObject({
      kind: 'hold',
      reason: { code: 'watching' },
      wanted: true,
    });
  });

  it('holds while the smaller size would not have sufficed within the time', () => {
    expect(decide(THREE, { window: steadyWindow(1.9) }).reason.code).toBe('needed-recently');
  });

  it('holds while the demand rises', () => {
    expect(decide(THREE, { window: steadyWindow(0.5) }).reason.code).toBe('demand-rising');
  });

  it('holds while a node is joining', () => {
    const nodes = [...THREE, nodeOf({ id: 'n4', state: 'joining', lifecycleState: 'Pending:Wait' })];
    expect(decide(nodes).reason.code).toBe('joining');
  });

  it('holds while AWS launches what was asked for', () => {
    expect(decide(THREE, { group: { ...inputOf(THREE).group, desired: 5 } }).reason.code).toBe('joining');
  });

  it('spares a node that serves although AWS has none of those asked for, or all would bill for as long as it has none', () => {
    const group = { ...inputOf(THREE).group, desired: 5 };
    const failedLaunches = [{ failedAtMs: NOW_MS, noCapacity: true, message: 'no p5 in zone a' }];
    const owed = { group, failedLaunches, waste: wasteOf(5, 15) };
    expect(decide(THREE, owed)).toMatchObject({ kind: 'drain', nodeId: 'n2' });
    const starting = [...THREE, nodeOf({ id: 'n4', state: 'joining', lifecycleState: 'Pending:Wait' })];
    expect(decide(starting, owed).reason.code).toBe('blocked-no-capacity');
  });

  it('keeps all nodes while launches are suspended or fail for another reason: somebody must mend it before one can be had again', () => {
    const group = { ...inputOf(THREE).group, desired: 5 };
    const suspended = { ...group, suspendedProcesses: ['Launch'] };
    expect(decide(THREE, { group: suspended, waste: wasteOf(5, 15) }).reason.code).toBe('launches-suspended');
    const failure = { failedAtMs: NOW_MS, noCapacity: false, message: 'user data failed' };
    expect(decide(THREE, { group, failedLaunches: [failure, failure, failure] }).reason.code).toBe('launches-failing');
  });

  it('does not wait for the table to forget a silent node that the group lists no more', () => {
    const gone = { ...nodeOf({ id: 'n4', state: 'down' }), instance: undefined };
    expect(decide([...THREE, gone], { group: inputOf(THREE).group })).toMatchObject({ kind: 'drain', nodeId: 'n2' });
  });

  it.each([
    [2, 'drain'],
    [3, 'hold'],
  ])('Law 2: with three nodes and %i copies of each shard the answer is %s', (replicas, kind) => {
    expect(decide(THREE, { policy: { ...CPU, replicas } }).kind).toBe(kind);
  });

  it.each(['scale-in', 'terminating'] as const)('holds while another node of ours leaves: %s', (cause) => {
    const nodes = [...THREE, nodeOf({ id: 'n4', state: 'draining' })];
    expect(decide(nodes, { controls: new Map([drainOf('n4', cause)]) }).reason.code).toBe('draining');
  });

  it('holds while a node is down', () => {
    expect(decide([...THREE, nodeOf({ id: 'n4', state: 'down' })]).reason.code).toBe('node-down');
  });

  it('holds for a dead node only until its shards were taken over, or one broken machine would keep all others', () => {
    const dead = nodeOf({ id: 'n4', state: 'down', shards: { 'shard-00000': 1 } });
    const nodes = [...THREE, { ...dead, heartbeat: { ...heartbeatOf({ id: 'n4' }), fenced: true } }];
    const decideBy = (owner: string) => decide(nodes, { shards: shardsOf([owner, 'n1', 'n2', 'n3']) });
    expect(decideBy('n4').reason.code).toBe('node-down');
    expect(decideBy('n1')).toMatchObject({ kind: 'drain', nodeId: 'n2' });
  });

  it('Law 2: holds when the shards of the victim fit on no other node', () => {
    const full = { metrics: IDLE, capacityBytes: 1000 };
    const nodes = [
      nodeOf({ id: 'n1', ...full, shards: { s1: 300, s2: 100 } }),
      nodeOf({ id: 'n2', ...full, shards: { s3: 600 } }),
    ];
    const decision = decide(nodes);
    expect(decision).toMatchObject({ kind: 'hold', reason: { code: 'no-room' }, wanted: true });
    expect(decision.reason.text).toContain('shard s1 (300 bytes)');
  });

  it('counts the shards of nodes that drain for other reasons', () => {
    const nodes = [
      nodeOf({ id: 'n1', metrics: IDLE, shards: { s1: 100 } }),
      nodeOf({ id: 'n2', metrics: IDLE, shards: { s2: 200 } }),
      nodeOf({ id: 'n3', state: 'draining', metrics: IDLE, shards: { s3: 600 } }),
    ];
    expect(decide(nodes, { controls: new Map([drainOf('n3', 'operator')]) }).reason.code).toBe('no-room');
  });

  it('allows it again once the window is full after a loss of memory', () => {
    let { window, waste } = decideScaling(inputOf(THREE, { policy: CPU }));
    const codes: string[] = [];
    for (let minute = 1; minute <= 15; minute += 1) {
      const outcome = decideScaling(inputOf(THREE, { policy: CPU, window, waste, nowMs: NOW_MS + minute * 60_000 }));
      window = outcome.window;
      waste = outcome.waste;
      codes.push(outcome.decision.reason.code);
    }
    expect(codes.slice(0, 14).every((code) => code === 'watching')).toBe(true);
    expect(codes[14]).toBe('smaller-size-suffices');
  });
});
