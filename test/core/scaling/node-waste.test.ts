import { describe, expect, it } from 'vitest';
import { minutesToEmpty } from '../../../core/scaling/moving-cost';
import { type NodeWaste, observeWaste } from '../../../core/scaling/node-waste';

const BEFORE: NodeWaste = { minute: 100, serving: 5, nodeMinutes: 12 };

describe('the waste of a fleet', () => {
  it('begins with nothing', () => {
    expect(observeWaste(undefined, { minute: 7, serving: 5, sufficing: 2 })).toEqual({
      minute: 7,
      serving: 5,
      nodeMinutes: 0,
    });
  });

  it.each([
    ['adds what is too much', 101, 5, 3, 14],
    ['counts a minute once', 100, 5, 3, 12],
    ['counts a gap as one minute', 160, 5, 3, 14],
    ['starts anew when none is too many', 101, 5, 5, 0],
    ['starts anew when nodes were added', 101, 6, 3, 0],
    ['starts anew when the clock went back', 99, 5, 3, 0],
    ['lets a node that leaves take its share along', 100, 4, 2, 8],
    ['keeps nothing when the last one too many has left', 100, 4, 4, 0],
  ])('%s', (_case, minute, serving, sufficing, nodeMinutes) => {
    expect(observeWaste(BEFORE, { minute, serving, sufficing }).nodeMinutes).toBeCloseTo(nodeMinutes, 9);
  });

  it('stays as it is while nobody knows what is needed', () => {
    expect(observeWaste(BEFORE, { minute: 101, serving: 5, sufficing: undefined })).toEqual(BEFORE);
    expect(observeWaste(BEFORE, { minute: 101, serving: 4, sufficing: undefined }).nodeMinutes).toBe(0);
  });
});

describe('the time to empty a node', () => {
  it.each([
    [20.4e9, 4, 40, 1],
    [20.4e9, 1, 40, 4],
    [1.224e12, 4, 40, 60],
    [20.4e9, 4, 2, 2],
    [0, 4, 40, 0],
  ])('is for %d bytes with %i moves a node and %i a zone %d minutes', (bytes, perNode, perZone, minutes) => {
    expect(minutesToEmpty(bytes, { perNode, perZone, perFleet: 100 })).toBeCloseTo(minutes, 9);
  });
});
