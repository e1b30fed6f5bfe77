import { describe, expect, it } from 'vitest';
import { minutesToEmpty } from '../../../core/scaling/moving-cost';
import { grewForSuchDemand, type NodeWaste, observeWaste } from '../../../core/scaling/node-waste';

const BEFORE: NodeWaste = { minute: 100, serving: 5, nodeMinutes: 12 };
const UNKNOWN = { minute: 101, sufficing: undefined, demandNodes: 0 };

describe('the waste of a fleet', () => {
  it('begins with nothing', () => {
    expect(observeWaste(undefined, { minute: 7, serving: 5, sufficing: 2, demandNodes: 2 })).toEqual({
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
    expect(observeWaste(BEFORE, { minute, serving, sufficing, demandNodes: 2 }).nodeMinutes).toBeCloseTo(
      nodeMinutes,
      9,
    );
  });

  it('stays as it is while nobody knows what is needed', () => {
    expect(observeWaste(BEFORE, { ...UNKNOWN, serving: 5 })).toEqual(BEFORE);
    expect(observeWaste(BEFORE, { ...UNKNOWN, serving: 4 }).nodeMinutes).toBe(0);
  });
});

describe('what a fleet grew for', () => {
  const grown = observeWaste(BEFORE, { minute: 101, serving: 6, sufficing: 5, demandNodes: 4 });

  it.each([
    ['at the same demand', 105, 4, true],
    ['at a tenth less', 105, 3.6, true],
    ['at the end of the time', 116, 4, true],
    ['not after it', 117, 4, false],
    ['not once the demand fell', 105, 3.5, false],
  ])('holds %s', (_case, minute, demandNodes, holds) => {
    const later = observeWaste(grown, { minute, serving: 6, sufficing: 5, demandNodes });
    expect(grewForSuchDemand(later, { minute, demandNodes }, 15)).toBe(holds);
  });

  it('is unknown until nodes were seen to be added', () => {
    expect(grewForSuchDemand(BEFORE, { minute: 101, demandNodes: 4 }, 15)).toBe(false);
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
