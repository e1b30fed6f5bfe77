import { describe, expect, it } from 'vitest';
import type { FleetLoad, NodeLoad } from '../../../core/rebalance/fleet-load';
import { type BalanceBounds, worthOfBalancing } from '../../../core/rebalance/worth-balancing';

const BOUNDS: BalanceBounds = { startAbove: 1.5, fillBelow: 0.5, aim: 1.05, isRebalancing: false };

interface Taker {
  readonly load: number;
  /** Of its lightest shard; a node without has none that may move. */
  readonly lightest?: number;
  readonly refuses?: boolean;
  /** Whether its budget of moves is spent. */
  readonly isSpent?: boolean;
}

function worthOf(sketch: Readonly<Record<string, Taker>>) {
  const entries = Object.entries(sketch);
  const takers = entries.map(([id, { load, refuses = false }]) => ({ id, load, refuses }) as NodeLoad);
  const fleet = { canSpendAt: (id: string) => !sketch[id]?.isSpent } as FleetLoad;
  const meanLoad = takers.reduce((sum, { load }) => sum + load, 0) / takers.length;
  const lightest = new Map(entries.flatMap(([id, { lightest }]) => (lightest === undefined ? [] : [[id, lightest]])));
  return worthOfBalancing({ fleet, takers, meanLoad }, lightest, BOUNDS);
}

describe('GIVEN an even fleet and a node with hardly any load', () => {
  // The mean is 0.82: with 0.22 less a node of 1 is left with 0.95 of it.
  const fleetOf = (lightest: number) => {
    const nodes = ['a', 'b', 'c', 'd'].map((id) => [id, { load: 1, lightest }]);
    return { ...Object.fromEntries(nodes), e: { load: 0.1 } };
  };

  it('THEN it is filled by nodes that keep nearly their share', () => {
    expect(worthOf(fleetOf(0.22))).toBe('worth-it');
    expect(worthOf(fleetOf(0.23))).toBe('nothing');
  });
});

describe('GIVEN a node with too much load', () => {
  const hot = { load: 3, lightest: 0.1 };

  it('THEN nothing is planned for a gain within the noise', () => {
    // The mean is 1; what is gained is 2 less the shard.
    expect(worthOf({ a: { load: 3, lightest: 1.95 }, b: { load: 1 }, c: { load: 1 }, d: { load: 1 } })).toBe('nothing');
    expect(worthOf({ a: { load: 3, lightest: 1.9 }, b: { load: 1 }, c: { load: 1 }, d: { load: 1 } })).toBe('worth-it');
  });

  it('THEN it waits while it has no budget of moves', () => {
    expect(worthOf({ a: { ...hot, isSpent: true }, b: { load: 0.5 }, c: { load: 0.5 } })).toBe('waits');
  });

  it('THEN it waits while whoever has a budget takes no shards', () => {
    const sketch = { b: { load: 0.5, isSpent: true }, c: { load: 0.5, refuses: true } };
    expect(worthOf({ a: { ...hot, refuses: true }, ...sketch })).toBe('waits');
    expect(worthOf({ a: { ...hot, refuses: true }, ...sketch, b: { load: 0.5 } })).toBe('worth-it');
  });
});
