import { describe, expect, it } from 'vitest';
import { decideScaling } from '../../../core/scaling/decide-scaling';
import { boundsOf } from '../../../core/scaling/fleet-bounds';
import type { WindowBounds } from '../../../core/scaling-policy/schedule-window';
import { inputOf, nodeOf, policyOf, steadyWindow, wasteOf } from './fleet-fixture';

const NIGHT = { names: ['night'] };
const CPU = { thresholds: { cpuPercent: 70 } };

function busy(count: number, cpuPercent: number) {
  return Array.from({ length: count }, (_, index) => nodeOf({ id: `n${index}`, metrics: { cpuPercent } }));
}

describe('the bounds of a fleet', () => {
  it.each<[string, WindowBounds, number, number]>([
    ['none', { names: [] }, 2, 10],
    ['a floor', { ...NIGHT, floor: 5 }, 5, 10],
    ['a floor below the minimum', { ...NIGHT, floor: 1 }, 2, 10],
    ['a floor above the maximum', { ...NIGHT, floor: 20 }, 10, 10],
    ['a ceiling', { ...NIGHT, ceiling: 4 }, 2, 4],
    ['a ceiling below the minimum', { ...NIGHT, ceiling: 1 }, 2, 2],
    ['a floor above its ceiling', { ...NIGHT, floor: 6, ceiling: 4 }, 6, 6],
  ])('with windows that set %s', (_case, windows, floor, ceiling) => {
    expect(boundsOf(inputOf([], { policy: policyOf({ minNodes: 2 }), windows }))).toMatchObject({ floor, ceiling });
  });

  it.each([
    [12, 3, 4],
    [11.99, 3, 3],
    [0.9, 0.3, 3],
    // 0.3 / 0.1 is 2.9999999999999996.
    [0.3, 0.1, 3],
    [2, 3, 1],
  ])('%d dollars an hour pay at %d each for %i nodes, and always for the minimum', (dollars, node, ceiling) => {
    const costCeiling = { dollarsPerHour: dollars, nodeDollarsPerHour: node };
    expect(boundsOf(inputOf([], { policy: policyOf({ costCeiling }) }))).toMatchObject({
      ceiling,
      ceilingReason: { code: 'cost-ceiling' },
    });
  });

  it.each([
    [1, 3, 0, 3, 'copies of each shard want at least 3 nodes'],
    [3, 3, 3, 3, 'the policy wants at least 3 nodes'],
    [1, 2, 4, 4, 'the group wants at least 4 nodes'],
  ])('by a policy of %i, %i copies and a group of %i is at least %i', (minNodes, replicas, minSize, floor, text) => {
    const input = inputOf([], { policy: policyOf({ minNodes, replicas }) });
    const bounds = boundsOf({ ...input, group: { ...input.group, minSize } });
    expect(bounds).toMatchObject({ floor, floorReason: { code: 'below-minimum', text } });
  });

  it('let a fleet grow until each copy of a shard has a node, for followers would wait for one for ever', () => {
    const input = inputOf(busy(1, 10), { policy: policyOf({ ...CPU, minNodes: 1, replicas: 2 }) });
    expect(decideScaling(input).decision).toMatchObject({ kind: 'scale-out', desired: 2 });
  });

  it('pays for what the minimum of the group asks for, whatever the cost ceiling: AWS ends none of these', () => {
    const costCeiling = { dollarsPerHour: 6, nodeDollarsPerHour: 3 };
    const input = inputOf([], { policy: policyOf({ costCeiling }) });
    const bounds = boundsOf({ ...input, group: { ...input.group, minSize: 3 } });
    expect(bounds).toMatchObject({ floor: 3, ceiling: 3 });
  });

  it('lets cost win over the floor of a window', () => {
    const costCeiling = { dollarsPerHour: 12, nodeDollarsPerHour: 3 };
    const windows = { ...NIGHT, floor: 8 };
    expect(boundsOf(inputOf([], { policy: policyOf({ costCeiling }), windows })).floor).toBe(4);
  });
});

describe('scaling within the bounds', () => {
  it('raises desired to the floor of a window at once, and names it', () => {
    const windows = { ...NIGHT, floor: 8 };
    const { decision } = decideScaling(inputOf(busy(2, 10), { policy: policyOf(CPU), windows }));
    expect(decision).toMatchObject({ kind: 'scale-out', desired: 8, reason: { code: 'window-floor' } });
    expect(decision.reason.text).toContain("schedule 'night' wants at least 8 nodes");
  });

  it('spares no node that a window wants', () => {
    const past = { window: steadyWindow(0.2), waste: wasteOf(3, 100) };
    const decide = (floor: number) =>
      decideScaling(inputOf(busy(3, 5), { policy: policyOf(CPU), ...past, windows: { ...NIGHT, floor } })).decision;
    expect(decide(3).kind).toBe('hold');
    expect(decide(2).kind).toBe('drain');
  });

  it('spares no node that the minimum of the group wants, for its end would be refused and it would bill empty', () => {
    const past = { window: steadyWindow(0.8), waste: wasteOf(5, 100) };
    const decide = (minSize: number) => {
      const { group, ...input } = inputOf(busy(5, 10), { policy: policyOf(CPU), ...past });
      return decideScaling({ ...input, group: { ...group, minSize } }).decision;
    };
    expect(decide(5)).toMatchObject({ kind: 'hold', reason: { code: 'steady' } });
    expect(decide(4).kind).toBe('drain');
  });

  it('grows as far as the money goes, then holds and says so', () => {
    const policy = policyOf({ ...CPU, costCeiling: { dollarsPerHour: 15, nodeDollarsPerHour: 3 } });
    const { decision } = decideScaling(inputOf(busy(4, 95), { policy }));
    expect(decision).toMatchObject({ kind: 'scale-out', desired: 5 });
    expect(decision.reason.text).toContain('15 dollars an hour pay for 5 nodes at 3');
    expect(decideScaling(inputOf(busy(5, 95), { policy })).decision).toMatchObject({
      kind: 'hold',
      reason: { code: 'cost-ceiling' },
      wanted: true,
    });
  });

  it('stops growth at the ceiling of a window, and takes no node away for it', () => {
    const windows = { ...NIGHT, ceiling: 3 };
    const past = { window: steadyWindow(4.4), waste: wasteOf(5, 100) };
    const { decision } = decideScaling(inputOf(busy(5, 95), { policy: policyOf(CPU), windows, ...past }));
    expect(decision).toMatchObject({ kind: 'hold', reason: { code: 'window-ceiling' }, wanted: true });
    const calm = decideScaling(inputOf(busy(5, 62), { policy: policyOf(CPU), windows, ...past }));
    expect(calm.decision).toMatchObject({ kind: 'hold', reason: { code: 'steady' } });
  });

  it.each([
    [1.5, 6],
    [2, 8],
    [1.1, 5],
  ])('multiplies four nodes by %d at most: %i', (growthFactor, desired) => {
    const policy = policyOf({ thresholds: { queriesPerSecond: 10 }, maxNodes: 50, limits: { growthFactor } });
    const nodes = [1, 2, 3, 4].map((n) => nodeOf({ id: `n${n}`, metrics: { queriesPerSecond: 90 } }));
    const { decision } = decideScaling(inputOf(nodes, { policy }));
    expect(decision).toMatchObject({ kind: 'scale-out', desired });
    expect(decision.reason.text).toContain(`at most ${desired} at once`);
  });
});
