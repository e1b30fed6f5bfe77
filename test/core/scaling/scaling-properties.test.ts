import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FleetNode, NodeState } from '../../../core/fleet/node';
import { decideScaling } from '../../../core/scaling/decide-scaling';
import { wholeNodes } from '../../../core/scaling/pressure';
import { drainOf, inputOf, NOW_MS, nodeOf, policyOf, shardsOf, steadyWindow } from './fleet-fixture';

const LIFECYCLE: Readonly<Record<NodeState, string>> = {
  active: 'InService',
  joining: 'Pending:Wait',
  draining: 'InService',
  down: 'InService',
};

const anyNode = fc.record({
  state: fc.constantFrom<NodeState>('active', 'active', 'active', 'joining', 'draining', 'down'),
  zone: fc.constantFrom('a', 'b', 'c'),
  cpuPercent: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
  memoryPercent: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
});

const anyInput = fc
  .record({
    sketches: fc.array(anyNode, { maxLength: 12 }),
    bounds: fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 })),
    asked: fc.integer({ min: 0, max: 3 }),
    past: fc.double({ min: 0, max: 12, noNaN: true }),
    cause: fc.constantFrom('scale-in' as const, 'operator' as const, 'terminating' as const),
    owners: fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ sketches, bounds: [minNodes, extra], asked, past, cause, owners }) => {
    const nodes = sketches.map(({ state, zone, ...metrics }, index) =>
      nodeOf({ id: `n${index}`, state, zone, metrics, lifecycleState: LIFECYCLE[state] }),
    );
    const controls = new Map(
      nodes.filter((node) => node.state === 'draining').map((node) => drainOf(node.id, cause, 0)),
    );
    const policy = policyOf({
      minNodes,
      maxNodes: minNodes + extra,
      thresholds: { cpuPercent: 70, memoryPercent: 60 },
    });
    const shards = shardsOf(owners.map((owner) => `n${owner}`));
    const input = inputOf(nodes, { policy, controls, shards, window: steadyWindow(past) });
    return { ...input, group: { ...input.group, desired: nodes.length + asked } };
  });

describe('scaling properties', () => {
  it('raises desired, and only up to the maximum', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { decision } = decideScaling(input);
        if (decision.kind === 'scale-out') {
          expect(decision.desired).toBeGreaterThan(input.group.desired);
          expect(decision.desired).toBeLessThanOrEqual(input.policy.maxNodes);
        }
      }),
    );
  });

  it('drains only an active node, never below the minimum, never while others join or leave', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { decision, seats } = decideScaling(input);
        if (decision.kind === 'drain') {
          expect(seats.active.map((node) => node.id)).toContain(decision.nodeId);
          expect(seats.active.length - 1).toBeGreaterThanOrEqual(input.policy.minNodes);
          expect(seats.joining + seats.asked).toBe(0);
          expect([...input.controls.values()].some((control) => control.cause !== 'operator')).toBe(false);
        }
      }),
    );
  });

  it('Law 2: ends only a node of ours that holds no shard', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { decision } = decideScaling(input);
        if (decision.kind === 'terminate') {
          expect(input.controls.get(decision.nodeId)?.cause).not.toBe('operator');
          expect(input.shards?.map((shard) => shard.owner)).not.toContain(decision.nodeId);
        }
      }),
    );
  });

  it('names the metric that needs most nodes, and never asks for fewer than any needs', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { pressure } = decideScaling(input);
        for (const metric of pressure.metrics) {
          expect(pressure.highest?.demandNodes).toBeGreaterThanOrEqual(metric.demandNodes);
        }
      }),
    );
  });

  it('decides the same from the same, whatever the order of the shards', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const reversed = { ...input, shards: [...(input.shards ?? [])].reverse() };
        expect(decideScaling(reversed)).toEqual(decideScaling(input));
      }),
    );
  });

  it('says why, in a sentence', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { reason } = decideScaling(input).decision;
        expect(reason.code).toMatch(/^[a-z]+(-[a-z]+)*$/);
        expect(reason.text).not.toMatch(/undefined|NaN/);
      }),
    );
  });
});

/** Plays a day in which nodes join and leave at once and the load, in nodes at their threshold, stays as it is. */
function playDay(start: number, load: number): readonly string[] {
  const policy = policyOf({ minNodes: 1, maxNodes: 40, thresholds: { cpuPercent: 70 } });
  let ids = Array.from({ length: start }, (_, index) => `n${String(index).padStart(3, '0')}`);
  let made = start;
  let window: ReturnType<typeof decideScaling>['window'];
  const actions: string[] = [];
  for (let minute = 0; minute < 1440; minute += 1) {
    const cpuPercent = (load * 70) / ids.length;
    const nodes: readonly FleetNode[] = ids.map((id) => nodeOf({ id, metrics: { cpuPercent } }));
    const outcome = decideScaling(inputOf(nodes, { policy, window, nowMs: NOW_MS + minute * 60_000 }));
    window = outcome.window;
    const { decision } = outcome;
    if (decision.kind === 'scale-out') {
      const added = Array.from(
        { length: decision.desired - ids.length },
        (_, index) => `n${String(made + index).padStart(3, '0')}`,
      );
      made += added.length;
      ids = [...ids, ...added];
      actions.push('out');
    } else if (decision.kind === 'drain') {
      ids = ids.filter((id) => id !== decision.nodeId);
      actions.push('in');
    }
  }
  expect(ids.length).toBeGreaterThanOrEqual(wholeNodes(load));
  return actions;
}

describe('Law 7: a constant load over a day', () => {
  it.each([1, 2, 3, 5, 10, 20])(
    'never makes a fleet of %i both grow and shrink, whatever load it began with',
    (size) => {
      for (const share of [0.3, 0.89, 0.9, 0.91, 0.999, 1, 1.001, 1.1, 1.5]) {
        const kinds = new Set(playDay(size, size * share));
        expect(kinds.size, `${size} nodes at ${share}`).toBeLessThanOrEqual(1);
      }
    },
  );

  const sizes = Array.from({ length: 20 }, (_, index) => index + 1);

  it.each(sizes)('stays as it is at the very boundary of %i nodes', (size) => {
    expect(playDay(size, size)).toEqual([]);
  });
});
