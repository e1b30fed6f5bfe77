import { describe, expect, it } from 'vitest';
import { trackBeside } from '../../../local/replay/track-beside';

const policy = { minNodes: 2, maxNodes: 12, thresholds: { cpuPercent: 70 } };

describe('trackBeside', () => {
  it('asks for what brings the mean to the target once three minutes were above the target, and serves after the start-up', () => {
    const demand = Array.from({ length: 30 }, (_, minute) => (minute < 10 ? 3.5 : 7));

    const tracking = trackBeside({ demand, policy, startUpSeconds: 90 });

    // 3.5 units at 70 % are 5 nodes, 7 are 10. The third minute above the target can be read a minute after its end.
    expect(tracking.desired.slice(0, 14).every((nodes) => nodes === 5)).toBe(true);
    expect(tracking.desired[14]).toBe(10);
    expect(tracking.scaleIns).toBe(0);
    expect(tracking.unmetFraction).toBeCloseTo((2 * 5.5) / (10 * 3.5 + 20 * 7), 2);
  });

  it('stays within the bounds of the fleet', () => {
    const demand = Array.from({ length: 120 }, (_, minute) => (minute < 60 ? 40 : 0));

    const { desired } = trackBeside({ demand, policy, startUpSeconds: 90 });

    expect(Math.max(...desired)).toBe(12);
    expect(desired.at(-1)).toBe(2);
  });

  it('keeps a steady demand without a single change', () => {
    const demand = new Array<number>(240).fill(4);

    expect(trackBeside({ demand, policy, startUpSeconds: 90 })).toMatchObject({
      scaleOuts: 0,
      scaleIns: 0,
      unmetFraction: 0,
    });
  });
});
