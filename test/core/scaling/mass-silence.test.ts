import { describe, expect, it } from 'vitest';
import { decideScaling } from '../../../core/scaling/decide-scaling';
import { inputOf, nodeOf, policyOf } from './fleet-fixture';

const POLICY = policyOf({ minNodes: 10, maxNodes: 50, thresholds: { cpuPercent: 70 } });

function fleetOf(active: number, silent: number, { cpuPercent = 30, fenced = false } = {}) {
  const nodes = Array.from({ length: active + silent }, (_, index) => {
    const state = index < active ? 'active' : 'down';
    const node = nodeOf({ id: `n${index}`, state, metrics: { cpuPercent } });
    return fenced && state === 'down' && node.heartbeat ? { ...node, heartbeat: { ...node.heartbeat, fenced } } : node;
  });
  return decideScaling(inputOf(nodes, { policy: POLICY })).decision;
}

describe('a fleet of which many nodes fall silent at once', () => {
  it.each([0, 4])('Law 7: orders nobody in their place while they may be back, %i being heard', (active) => {
    const decision = fleetOf(active, 10 - active);
    expect(decision).toMatchObject({ kind: 'hold', reason: { code: 'mass-failure' }, wanted: true });
  });

  it('is filled up once they were called dead', () => {
    expect(fleetOf(4, 6, { fenced: true })).toMatchObject({ kind: 'scale-out', desired: 16 });
  });

  it('does not wait for those that were called dead before the others fell silent', () => {
    const nodes = Array.from({ length: 10 }, (_, index) => {
      const node = nodeOf({ id: `n${index}`, state: index < 5 ? 'active' : 'down', metrics: { cpuPercent: 30 } });
      return index < 8 || node.heartbeat === undefined
        ? node
        : { ...node, heartbeat: { ...node.heartbeat, fenced: true } };
    });
    const decideFrom = (minNodes: number) =>
      decideScaling(inputOf(nodes, { policy: { ...POLICY, minNodes } })).decision;
    // Five serve, and three may be back.
    expect(decideFrom(8)).toMatchObject({ kind: 'hold', reason: { code: 'mass-failure' } });
    expect(decideFrom(9)).toMatchObject({ kind: 'scale-out' });
  });

  it('is filled up at once when it is a single node', () => {
    expect(fleetOf(9, 1)).toMatchObject({ kind: 'scale-out', desired: 11 });
  });

  it('grows at once when the load asks for more than all of them', () => {
    expect(fleetOf(7, 3, { cpuPercent: 140 })).toMatchObject({ kind: 'scale-out', desired: 17 });
  });

  it('grows with the load while AWS ends the silent ones, whose successors are owed already', () => {
    const ids = Array.from({ length: 10 }, (_, index) => `n${index}`);
    const nodes = ids.map((id, index) =>
      index < 7
        ? nodeOf({ id, metrics: { cpuPercent: 110 } })
        : nodeOf({ id, state: 'down', lifecycleState: 'Terminating:Wait' }),
    );
    const { group, ...input } = inputOf(nodes, { policy: POLICY });
    const { decision } = decideScaling({ ...input, group: { ...group, desired: 10 } });
    expect(decision).toMatchObject({ kind: 'scale-out', desired: 11 });
  });
});
