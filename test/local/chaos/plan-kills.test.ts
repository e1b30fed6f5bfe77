import { describe, expect, it } from 'vitest';
import { planKills } from '../../../local/chaos/plan-kills';

describe('planKills', () => {
  it('spreads kills over the whole time, in order', () => {
    const kills = planKills(1, 50, 180_000);

    expect(kills).toHaveLength(50);
    kills.forEach(({ atMs }, index) => {
      expect(atMs).toBeGreaterThanOrEqual(index * 3600);
      expect(atMs).toBeLessThanOrEqual((index + 1) * 3600);
    });
  });

  it('draws every kind', () => {
    expect(new Set(planKills(1, 50, 180_000).map(({ kind }) => kind))).toEqual(
      new Set(['crash', 'loss', 'freeze', 'spot']),
    );
  });

  it('draws the same for the same seed, and others for another', () => {
    expect(planKills(7, 20, 1000)).toEqual(planKills(7, 20, 1000));
    expect(planKills(7, 20, 1000)).not.toEqual(planKills(8, 20, 1000));
  });
});
