import { describe, expect, it } from 'vitest';
import { takeSample } from '../../../local/replay/minute-sample';

const TOTALS = { minute: 0, demand: 3, unmet: 0, movesCommitted: 0 };
const GROUP = { name: 'g', minSize: 1, maxSize: 9, desired: 3, instances: [], suspendedProcesses: [] };

/** A player of nodes with so many shards, each of load 0.1. */
function playerOf(shards: Readonly<Record<string, number>>) {
  const nodes = Object.entries(shards).map(([id, count]) => ({ id, state: { open: Array(count).fill('s') } }));
  const load = (id: string) => 0.1 * (shards[id] ?? 0);
  return { nodes: () => nodes, load, rows: { all: () => [] } };
}

describe('takeSample', () => {
  it('compares the busiest node with the mean of those that serve shards', () => {
    const sample = takeSample(TOTALS, GROUP, playerOf({ a: 6, b: 2, empty: 0 }));
    // 0.6 of 0.4: the node that has just come, or is about to go, has no part in it.
    expect(sample.maxOverMean).toBeCloseTo(1.5);
    expect(sample).toMatchObject({ readyNodes: 3, highestLoadPercent: 60, shardsByNode: { a: 6, b: 2, empty: 0 } });
  });

  it('is 1 while nobody serves', () => {
    expect(takeSample(TOTALS, GROUP, playerOf({ a: 0 })).maxOverMean).toBe(1);
  });
});
