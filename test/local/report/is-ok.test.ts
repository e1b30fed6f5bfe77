import { describe, expect, it } from 'vitest';
import { brokenLaws, isOk } from '../../../local/report/is-ok';
import { REPORT } from './report-fixtures';

const { resources } = REPORT;

describe('isOk', () => {
  it('is so when nothing is amiss', () => {
    expect(isOk(REPORT)).toBe(true);
  });

  it.each([
    ['a law was broken', { ...REPORT, laws: { ...REPORT.laws, flaps: 1 } }],
    ['there was a problem', { ...REPORT, problems: ['a shard was never served'] }],
    [
      'a resource is missing',
      { ...REPORT, resources: { ...resources, missing: [{ logicalId: 'A', type: 'T', detail: '' }] } },
    ],
    ['something is left after destroy', { ...REPORT, resources: { ...resources, leftAfterDestroy: ['bucket'] } }],
  ])('is not so when %s', (_name, report) => {
    expect(isOk(report)).toBe(false);
  });

  it('names the laws that were broken', () => {
    expect(brokenLaws({ ...REPORT.laws, flaps: 2, ownerlessShardTicks: 1 })).toEqual(['ownerlessShardTicks', 'flaps']);
  });
});
