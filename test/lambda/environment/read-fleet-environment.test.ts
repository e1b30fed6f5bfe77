import { describe, expect, it } from 'vitest';
import { Environment } from '../../../core/contract/environment';
import { isStale } from '../../../lambda/environment/is-stale';
import { readFleetEnvironment } from '../../../lambda/environment/read-fleet-environment';

const GOOD = {
  [Environment.FLEET_NAME]: 'fleet',
  [Environment.TABLE_NAME]: 'table',
  [Environment.GROUP_NAME]: 'group',
  [Environment.EVENT_BUS_ARN]: 'bus',
  [Environment.POLICY]: '{"minNodes":1,"maxNodes":3,"shardCount":8}',
  [Environment.MODE]: 'act',
  [Environment.BUCKET_NAME]: 'bucket',
};

function read(changes: Readonly<Record<string, string | undefined>> = {}) {
  return readFleetEnvironment({ ...GOOD, ...changes }, (reader) => ({
    bucketName: reader.text(Environment.BUCKET_NAME),
  }));
}

describe('readFleetEnvironment', () => {
  it('returns what the construct set', () => {
    expect(read()).toMatchObject({ fleetName: 'fleet', acts: true, policy: { shardCount: 8 }, bucketName: 'bucket' });
    expect(read({ [Environment.MODE]: 'observe' }).acts).toBe(false);
  });

  it('names all faults at once', () => {
    const faulty = () =>
      read({
        [Environment.TABLE_NAME]: '',
        [Environment.GROUP_NAME]: undefined,
        [Environment.MODE]: 'dry-run',
        [Environment.POLICY]: '{"minNodes":4,"maxNodes":3,"shardCount":8}',
        [Environment.BUCKET_NAME]: '',
      });
    for (const fault of [
      'FLEET_TABLE_NAME is missing',
      'FLEET_GROUP_NAME is missing',
      "FLEET_MODE is 'dry-run'; accepted: act, observe",
      'FLEET_POLICY: minNodes is 4',
      'FLEET_BUCKET_NAME is missing',
    ]) {
      expect(faulty).toThrow(fault);
    }
  });
});

describe('isStale', () => {
  it.each([
    ['2026-11-21T00:00:00Z', false],
    ['2026-11-20T23:58:00Z', false],
    ['2026-11-20T23:57:59Z', true],
    ['2026-11-21T00:00:30Z', false],
    [undefined, false],
  ])('takes %s at midnight as stale: %s', (time, stale) => {
    expect(isStale({ time }, Date.UTC(2026, 10, 21))).toBe(stale);
  });
});
