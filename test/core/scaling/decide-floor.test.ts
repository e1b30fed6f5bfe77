import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServiceFloor } from '../../../core/contract';
import { decideFloor } from '../../../core/scaling/decide-floor';

const SERVICE: ServiceFloor = {
  resourceId: 'service/cluster/api',
  metricNamespace: 'AWS/ApplicationELB',
  metricName: 'RequestCount',
  metricDimensions: {},
  statistic: 'Sum',
  loadPerTask: 100,
  minFloor: 2,
  maxFloor: 20,
};

describe('the floor of a service', () => {
  it.each([
    [0, 2],
    [200, 2],
    [201, 3],
    [1000, 10],
    [99_999, 20],
  ])('at a load of %i is %i', (load, floor) => {
    const decision = decideFloor({ service: SERVICE, load, target: { floor: 7, ceiling: 50 } });
    expect(decision).toMatchObject({ kind: 'set-floor', floor });
  });

  it('is never above the ceiling of its target', () => {
    const decision = decideFloor({ service: SERVICE, load: 1500, target: { floor: 2, ceiling: 6 } });
    expect(decision).toMatchObject({ kind: 'set-floor', floor: 6, reason: { code: 'load-rose' } });
  });

  it('stays when there is no datum', () => {
    const decision = decideFloor({ service: SERVICE, load: undefined, target: { floor: 7, ceiling: 50 } });
    expect(decision).toMatchObject({ kind: 'hold', wanted: true, reason: { code: 'no-datum' } });
  });

  it('stays when there is no such target', () => {
    expect(decideFloor({ service: SERVICE, load: 1, target: undefined }).reason.code).toBe('no-target');
  });

  it('stays when it fits', () => {
    const decision = decideFloor({ service: SERVICE, load: 650, target: { floor: 7, ceiling: 50 } });
    expect(decision).toMatchObject({ kind: 'hold', wanted: false, reason: { code: 'floor-fits' } });
  });

  it('keeps to its bounds for any load, and is settled after one step', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, noNaN: true }), fc.nat(30), fc.nat(30), (load, floor, room) => {
        const target = { floor, ceiling: floor + room };
        const decision = decideFloor({ service: SERVICE, load, target });
        if (decision.kind === 'set-floor') {
          expect(decision.floor).toBeLessThanOrEqual(Math.min(20, target.ceiling));
          const after = decideFloor({ service: SERVICE, load, target: { ...target, floor: decision.floor } });
          expect(after.kind).toBe('hold');
        }
      }),
    );
  });
});
