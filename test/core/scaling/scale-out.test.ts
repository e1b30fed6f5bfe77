import { describe, expect, it } from 'vitest';
import type { FleetNode, GroupState } from '../../../core/fleet/node';
import { decideScaling } from '../../../core/scaling/decide-scaling';
import type { ScalingInput } from '../../../core/scaling/scaling-input';
import { drainOf, inputOf, NOW_MS, nodeOf, policyOf } from './fleet-fixture';

const WATCH = policyOf({ thresholds: { cpuPercent: 70, memoryPercent: 70 } });

function decide(nodes: readonly FleetNode[], changes: Partial<ScalingInput> = {}) {
  return decideScaling(inputOf(nodes, { policy: WATCH, ...changes })).decision;
}

function busy(count: number, cpuPercent: number): readonly FleetNode[] {
  return Array.from({ length: count }, (_, index) =>
    nodeOf({ id: `n${index}`, metrics: { cpuPercent, memoryPercent: 10 } }),
  );
}

function asking(nodes: readonly FleetNode[], desired: number): GroupState {
  return { ...inputOf(nodes).group, desired };
}

describe('scale-out', () => {
  it('goes to 3 and names cpu for the original example: thresholds 70/70, one of two nodes at 85/75', () => {
    const nodes = [nodeOf({ id: 'node1', metrics: { cpuPercent: 85, memoryPercent: 75 } }), nodeOf({ id: 'node2' })];
    const decision = decide(nodes);
    expect(decision).toMatchObject({ kind: 'scale-out', desired: 3, reason: { code: 'above-threshold' } });
    expect(decision.reason.text).toContain('cpuPercent needs 3 nodes (mean 85.0 over 1 of 2 nodes, threshold 70)');
  });

  it('holds at the threshold itself', () => {
    expect(decide(busy(3, 70)).kind).toBe('hold');
  });

  it('acts a hair above the threshold', () => {
    expect(decide(busy(3, 70.1))).toMatchObject({ kind: 'scale-out', desired: 4 });
  });

  it('follows the metric that needs most nodes', () => {
    const nodes = [nodeOf({ id: 'n', metrics: { cpuPercent: 80, memoryPercent: 69 } })];
    const policy = policyOf({ thresholds: { cpuPercent: 70, queriesPerSecond: 100 } });
    const heavy = nodes.map((node) => nodeOf({ id: node.id, metrics: { cpuPercent: 80, queriesPerSecond: 190 } }));
    expect(decide(heavy, { policy }).reason.text).toContain('queriesPerSecond needs 2');
  });

  it('takes a value that no node can have for none', () => {
    const policy = policyOf({ thresholds: { queriesPerSecond: 10 }, maxNodes: 50 });
    const nodes = [9, 1e300, Number.NaN, -1, 9, 12].map((queriesPerSecond, index) =>
      nodeOf({ id: `n${index}`, metrics: { queriesPerSecond } }),
    );
    expect(decide(nodes, { policy }).reason.text).toContain('queriesPerSecond asks for 6.00 nodes');
    const two = nodes.slice(1, 4);
    expect(decide(two, { policy })).toMatchObject({ kind: 'hold', reason: { code: 'metric-missing' } });
  });

  it('at most doubles', () => {
    const policy = policyOf({ thresholds: { queriesPerSecond: 10 }, maxNodes: 50 });
    const nodes = [1, 2, 3].map((n) => nodeOf({ id: `n${n}`, metrics: { queriesPerSecond: 90 } }));
    expect(decide(nodes, { policy })).toMatchObject({ kind: 'scale-out', desired: 6 });
  });

  it('stops at the maximum of the policy', () => {
    const policy = policyOf({ thresholds: { cpuPercent: 10 }, maxNodes: 5 });
    expect(decide(busy(4, 90), { policy })).toMatchObject({ kind: 'scale-out', desired: 5 });
    expect(decide(busy(5, 90), { policy })).toMatchObject({
      kind: 'hold',
      reason: { code: 'at-maximum' },
      wanted: true,
    });
  });

  it('stops at the maximum of the group', () => {
    const nodes = busy(4, 90);
    const group = { ...asking(nodes, 4), maxSize: 4 };
    expect(decide(nodes, { group }).reason.code).toBe('at-maximum');
  });

  it('Law 6: counts nodes that are joining', () => {
    const nodes = [...busy(3, 90), nodeOf({ id: 'new', state: 'joining', lifecycleState: 'Pending:Wait' })];
    expect(decide(nodes).kind).toBe('hold');
  });

  it('Law 6: counts nodes that were asked for and are not launched yet', () => {
    const nodes = busy(3, 90);
    expect(decide(nodes, { group: asking(nodes, 4) })).toMatchObject({ kind: 'hold', reason: { code: 'steady' } });
  });

  it('counts the load of nodes that drain: it stays when they go', () => {
    const nodes = [...busy(1, 60), nodeOf({ id: 'leaving', state: 'draining', metrics: { cpuPercent: 40 } })];
    const controls = new Map([drainOf('leaving', 'operator')]);
    expect(decide(nodes, { controls })).toMatchObject({ kind: 'scale-out', desired: 3 });
  });

  it('asks for no node because of a rounding error', () => {
    const policy = policyOf({ thresholds: { queriesPerSecond: 0.1 } });
    const nodes = [1, 2, 3].map((n) => nodeOf({ id: `n${n}`, metrics: { queriesPerSecond: 0.1 } }));
    expect(decide(nodes, { policy }).kind).toBe('hold');
  });

  it('does not use the metrics of a node that is down, and replaces it', () => {
    const down = nodeOf({ id: 'dead', state: 'down', metrics: { cpuPercent: 100, memoryPercent: 100 } });
    expect(decide([...busy(3, 60), down]).kind).toBe('hold');
    expect(decide([...busy(3, 72), down])).toMatchObject({ kind: 'scale-out', desired: 5 });
  });

  it('asks for nothing on a metric that fewer than half of the nodes report', () => {
    const nodes = [nodeOf({ id: 'n1', metrics: { cpuPercent: 99 } }), nodeOf({ id: 'n2' }), nodeOf({ id: 'n3' })];
    expect(decide(nodes)).toMatchObject({ kind: 'hold', reason: { code: 'metric-missing' } });
  });

  it('takes a victim of our scale-in back first', () => {
    const nodes = [...busy(2, 90), nodeOf({ id: 'victim', state: 'draining', metrics: { cpuPercent: 20 } })];
    const controls = new Map([drainOf('victim', 'scale-in')]);
    expect(decide(nodes, { controls })).toMatchObject({ kind: 'undrain', nodeId: 'victim' });
  });

  it.each(['operator', 'terminating'] as const)('does not take a node back that drains because of: %s', (cause) => {
    const nodes = [...busy(2, 90), nodeOf({ id: 'other', state: 'draining' })];
    const controls = new Map([drainOf('other', cause)]);
    expect(decide(nodes, { controls })).toMatchObject({ kind: 'scale-out', desired: 4 });
  });

  it('raises desired to the minimum at once', () => {
    const policy = policyOf({ minNodes: 6 });
    expect(decide([], { policy, group: asking([], 0) })).toMatchObject({
      kind: 'scale-out',
      desired: 6,
      reason: { code: 'below-minimum' },
    });
  });

  it('does not ask again while AWS has no capacity', () => {
    const nodes = busy(3, 99);
    const failedLaunches = [{ failedAtMs: NOW_MS - 1000, noCapacity: true, message: 'no p5 in zone a' }];
    const decision = decide(nodes, { group: asking(nodes, 4), failedLaunches });
    expect(decision).toMatchObject({ kind: 'hold', reason: { code: 'blocked-no-capacity' } });
    expect(decision.reason.text).toContain('no p5 in zone a');
  });

  it('asks once while somebody has suspended launches, and then says so', () => {
    const nodes = busy(3, 99);
    const suspended = (desired: number) => ({
      ...asking(nodes, desired),
      suspendedProcesses: ['AZRebalance', 'Launch'],
    });
    expect(decide(nodes, { group: suspended(3) })).toMatchObject({ kind: 'scale-out' });
    expect(decide(nodes, { group: suspended(4) })).toMatchObject({
      kind: 'hold',
      reason: { code: 'launches-suspended' },
    });
  });

  it('asks again once all that was asked for has come, though AWS had no capacity before', () => {
    const failedLaunches = [{ failedAtMs: NOW_MS - 1000, noCapacity: true, message: 'no p5 in zone a' }];
    expect(decide(busy(3, 99), { failedLaunches }).reason.code).toBe('above-threshold');
  });

  it('takes no node that is starting for one that AWS has no capacity for', () => {
    const nodes = [...busy(3, 99), nodeOf({ id: 'n9', state: 'joining', lifecycleState: 'Pending:Wait' })];
    const failedLaunches = [{ failedAtMs: NOW_MS - 1000, noCapacity: true, message: 'no p5 in zone a' }];
    expect(decide(nodes, { failedLaunches })).toMatchObject({ kind: 'scale-out', desired: 5 });
  });

  it('counts nodes that serve although desired was lowered below them: they are protected, and stay', () => {
    expect(decide(busy(3, 60), { group: asking(busy(3, 60), 2) }).kind).toBe('hold');
    expect(decide(busy(3, 60), { group: asking(busy(3, 60), 2) }).reason.code).toBe('steady');
  });

  it.each([
    [3, 29, 'launches-failing'],
    [3, 31, 'above-threshold'],
    [2, 1, 'above-threshold'],
  ])('with %i launches that failed %i minutes ago answers %s', (count, minutes, code) => {
    const nodes = busy(3, 99);
    const failure = { failedAtMs: NOW_MS - minutes * 60_000, noCapacity: false, message: 'user data failed' };
    const failedLaunches = Array.from({ length: count }, () => failure);
    expect(decide(nodes, { failedLaunches }).reason.code).toBe(code);
  });

  it('asks again once a launch succeeded, whatever failed before it', () => {
    const nodes = busy(3, 99);
    const before = { failedAtMs: NOW_MS - 1000, message: 'zone a is out', hasSucceededSince: true };
    const failedLaunches = [true, false, false].map((noCapacity) => ({ ...before, noCapacity }));
    const changes = { group: asking(nodes, 4), failedLaunches };
    expect(decide(nodes, changes)).toMatchObject({ kind: 'scale-out', desired: 5 });
    const since = { failedAtMs: NOW_MS, message: 'none', noCapacity: true };
    expect(decide(nodes, { ...changes, failedLaunches: [since, ...failedLaunches] }).reason.code).toBe(
      'blocked-no-capacity',
    );
  });

  it('says that launches fail even when nothing more is asked for', () => {
    const nodes = busy(3, 50);
    const failedLaunches = [{ failedAtMs: NOW_MS, noCapacity: true, message: 'none' }];
    expect(decide(nodes, { group: asking(nodes, 4), failedLaunches }).reason.code).toBe('blocked-no-capacity');
  });

  it('holds while the halt switch is on, and says what it would do', () => {
    const decision = decide(busy(3, 99), { halted: true });
    expect(decision).toMatchObject({ kind: 'hold', reason: { code: 'halted' } });
    expect(decision.reason.text).toContain('scale-out');
  });
});
