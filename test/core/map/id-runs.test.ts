import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shardIds } from '../../../core/fleet/shard';
import { countIds, fromRuns, toRuns } from '../../../core/map/id-runs';

describe('runs of ids', () => {
  it('say a fleet of 50 000 shards in one run', () => {
    expect(toRuns(shardIds(50_000))).toEqual([['shard-', 5, 0, 50_000]]);
  });

  it('break at a gap, and keep ids without a number', () => {
    expect(toRuns(['s-1', 's-2', 's-4', 'extra', 's-5'])).toEqual([
      ['s-', 1, 1, 2],
      ['s-', 1, 4, 1],
      'extra',
      ['s-', 1, 5, 1],
    ]);
  });

  it('tell 7, 07 and 007 apart', () => {
    const ids = ['s7', 's07', 's007', 's8', 's99999999999999999999'];
    expect(fromRuns(toRuns(ids))).toEqual(ids);
  });

  it('give back any ids in their order, and their count', () => {
    const anyId = fc.oneof(
      fc.string(),
      fc.nat(12).map(String),
      fc.nat(12).map((number) => `s-0${number}`),
    );
    fc.assert(
      fc.property(fc.array(anyId), (ids) => {
        const runs = toRuns(ids);
        expect(fromRuns(runs)).toEqual(ids);
        expect(countIds(runs)).toBe(ids.length);
      }),
    );
  });
});
