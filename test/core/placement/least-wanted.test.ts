import { describe, expect, it } from 'vitest';
import { leastWantedSlots, withLeastWanted } from '../../../core/placement/least-wanted';
import { NodePreferences } from '../../../core/placement/node-preferences';
import { nodes } from './fixtures';

const preferences = new NodePreferences(nodes(3, (index) => 1 + index));
const SLOTS = Array.from({ length: 400 }, (_, index) => index * 97);
const LEAST_FIRST = SLOTS.toSorted((left, right) => preferences.scoreOf(1, right) - preferences.scoreOf(1, left));

describe('leastWantedSlots', () => {
  it.each([1, 7, 400])('are the %i with the highest scores, the highest first', (count) => {
    expect(leastWantedSlots(preferences, 1, SLOTS, count)).toEqual(LEAST_FIRST.slice(0, count));
  });

  it('are all slots when there are fewer than asked for', () => {
    expect(leastWantedSlots(preferences, 1, SLOTS.slice(0, 5), 9)).toHaveLength(5);
  });
});

describe('withLeastWanted', () => {
  it.each([0, 3, 8])('puts a slot where it belongs: at %i of the list', (place) => {
    const others = LEAST_FIRST.slice(0, 10).toSpliced(place, 1);
    expect(withLeastWanted(preferences, 1, others, LEAST_FIRST[place] ?? 0)).toEqual(LEAST_FIRST.slice(0, 10));
  });

  it('leaves out a slot that is wanted more than all of the list: others may lie between', () => {
    const list = LEAST_FIRST.slice(0, 10);
    expect(withLeastWanted(preferences, 1, list, LEAST_FIRST[12] ?? 0)).toEqual(list);
    expect(withLeastWanted(preferences, 1, [], LEAST_FIRST[0] ?? 0)).toEqual([]);
  });
});
