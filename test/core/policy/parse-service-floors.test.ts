import { describe, expect, it } from 'vitest';
import { parseServiceFloors } from '../../../core/policy/parse-service-floors';

const FLOOR = {
  resourceId: 'service/cluster/api',
  metricNamespace: 'AWS/ApplicationELB',
  metricName: 'RequestCount',
  metricDimensions: { LoadBalancer: 'app/x' },
  statistic: 'Sum',
  loadPerTask: 100,
  minFloor: 1,
  maxFloor: 9,
};

describe('parseServiceFloors', () => {
  it('takes none and some', () => {
    expect(parseServiceFloors('[]')).toEqual({ floors: [] });
    expect(parseServiceFloors(JSON.stringify([FLOOR]))).toEqual({ floors: [FLOOR] });
  });

  it.each([
    ['a resource without its cluster', { resourceId: 'service/api' }, 'floors[0].resourceId is "service/api"'],
    ['no metric name', { metricName: '' }, 'floors[0].metricName is ""'],
    ['dimensions that are no texts', { metricDimensions: { a: 1 } }, 'floors[0].metricDimensions'],
    ['a load per task of 0', { loadPerTask: 0 }, 'Raise floors[0].loadPerTask above 0.'],
    ['a floor above its maximum', { minFloor: 10 }, 'floors[0].minFloor is 10; accepted: at most maxFloor, which is 9'],
    ['an unknown member', { maximum: 3 }, 'floors[0].maximum is not known'],
  ])('refuses %s', (_case, changes, fault) => {
    expect(parseServiceFloors(JSON.stringify([{ ...FLOOR, ...changes }]))).toMatchObject({
      faults: [expect.stringContaining(fault)],
    });
  });

  it.each(['{', '{}', '[1]'])('refuses %s', (json) => {
    expect('faults' in parseServiceFloors(json)).toBe(true);
  });
});
