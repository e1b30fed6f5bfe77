import { describe, expect, it } from 'vitest';
import { placeByLoad } from '../../../core/placement/load-based';
import { placeByRoundRobin } from '../../../core/placement/round-robin';
import { slotOf } from '../../../core/placement/slot-placement';
import { KEYS, maxOverMean, nodes, SLOT_LOADS } from './fixtures';

describe('round robin', () => {
  it('deals slot after slot in the order of ids', () => {
    const placement = placeByRoundRobin(
      [
        { id: 'b', weight: 1 },
        { id: 'c', weight: 1 },
        { id: 'a', weight: 1 },
      ],
      { slots: 8 },
    );
    for (const key of KEYS.slice(0, 100)) {
      expect(placement.lookup(key)).toBe(['a', 'b', 'c'][slotOf(key, 8) % 3]);
    }
  });

  it('deals twice as often to a node of twice the weight: of 8 slots 4, 2, 2', () => {
    const weighted = placeByRoundRobin(
      [
        { id: 'a', weight: 2 },
        { id: 'b', weight: 1 },
        { id: 'c', weight: 1 },
      ],
      { slots: 8 },
    );
    expect([...weighted.shares()]).toEqual([
      ['a', 4 / 8],
      ['b', 2 / 8],
      ['c', 2 / 8],
    ]);
  });

  it('leaves no node a slot above its share', () => {
    expect(maxOverMean(placeByRoundRobin(nodes(100), { slots: 1 << 14 }))).toBeLessThan(1 + 100 / (1 << 14));
  });
});

describe('placement by load', () => {
  it('gives the heaviest slots first to the emptiest: loads 5, 4, 3, 3 to two nodes come to 8 and 7', () => {
    const placement = placeByLoad(nodes(2), [3, 5, 4, 3]);
    const ownerOfSlot = new Map(KEYS.map((key) => [slotOf(key, 4), placement.lookup(key)]));
    expect([0, 1, 2, 3].map((slot) => ownerOfSlot.get(slot))).toEqual(['node-1', 'node-0', 'node-1', 'node-0']);
  });

  it('levels measured loads that counts of slots do not', () => {
    const placement = placeByLoad(nodes(20), SLOT_LOADS);
    const loads = new Map<string | undefined, number>();
    const ownerOfSlot = new Map(
      Array.from({ length: 100_000 }, (_, index) => [slotOf(`k${index}`, 4096), placement.lookup(`k${index}`)]),
    );
    for (const [slot, id] of ownerOfSlot) {
      loads.set(id, (loads.get(id) ?? 0) + (SLOT_LOADS[slot] ?? 0));
    }
    const total = SLOT_LOADS.reduce((sum, load) => sum + load, 0);
    expect((Math.max(...loads.values()) * 20) / total).toBeLessThan(1.001);
  });

  it('spreads slots without load by their number', () => {
    expect([...placeByLoad(nodes(4), [0, 0, 0, 0, 0, 0, 0, 0]).shares().values()]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('tells every load that is none, and a number of slots that is no power of two', () => {
    expect(() => placeByLoad(nodes(2), [1, -1, Number.NaN, 2])).toThrow(
      /slotLoads\[1\] is -1.*\n.*slotLoads\[2\] is NaN/,
    );
    expect(() => placeByLoad(nodes(2), [1, 2, 3])).toThrow('slots is 3');
  });
});
