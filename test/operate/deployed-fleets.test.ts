import { describe, expect, it } from 'vitest';
import { Environment } from '../../core/contract/environment';
import { chooseFleet } from '../../operate/fleet/deployed-fleets';

function deployed(name: string, more: Record<string, string> = {}) {
  const Variables: Record<string, string> = {
    [Environment.FLEET_NAME]: name,
    [Environment.TABLE_NAME]: `${name}-table`,
    [Environment.GROUP_NAME]: `${name}-group`,
    [Environment.BUCKET_NAME]: `${name}-bucket`,
    [Environment.POLICY]: '{"minNodes":2,"maxNodes":12,"shardCount":64}',
    ...more,
  };
  return { FunctionName: `${name}-function`, Environment: { Variables } };
}

describe('chooseFleet', () => {
  it('takes the only fleet, however many functions it has', () => {
    expect(chooseFleet([deployed('one'), { FunctionName: 'other' }, deployed('one')], undefined)).toMatchObject({
      name: 'one',
      tableName: 'one-table',
      groupName: 'one-group',
      bucketName: 'one-bucket',
      policy: { shardCount: 64, leaseSeconds: 45 },
      policyJson: '{"minNodes":2,"maxNodes":12,"shardCount":64}',
      functionNames: ['one-function', 'one-function'],
    });
  });

  it.each(['first', 'last'])('takes it also when the park guard, which knows little, is listed %s', (place) => {
    const Variables = { [Environment.FLEET_NAME]: 'one', [Environment.TABLE_NAME]: 'one-table' };
    const guard = { FunctionName: 'guard', Environment: { Variables } };
    const functions = place === 'first' ? [guard, deployed('one')] : [deployed('one'), guard];
    expect(chooseFleet(functions, undefined)).toMatchObject({
      groupName: 'one-group',
      bucketName: 'one-bucket',
      functionNames: ['guard', 'one-function'],
    });
  });

  it('takes the one that is named', () => {
    expect(chooseFleet([deployed('one'), deployed('two')], 'two').tableName).toBe('two-table');
  });

  it('fails when several would do, and lists them', () => {
    expect(() => chooseFleet([deployed('two'), deployed('one')], undefined)).toThrow(
      'found 2 fleets: one, two. Choose one with --fleet <name>',
    );
  });

  it('fails for an unknown name, and lists the known ones', () => {
    expect(() => chooseFleet([deployed('one')], 'two')).toThrow('there is no fleet two; found: one');
  });

  it('fails where none is deployed', () => {
    expect(() => chooseFleet([{ FunctionName: 'other' }], undefined)).toThrow('check --region and --profile');
  });

  it('fails when the environment lacks a name or has no sound policy', () => {
    expect(() => chooseFleet([deployed('one', { [Environment.GROUP_NAME]: '' })], undefined)).toThrow(
      'FLEET_GROUP_NAME',
    );
    expect(() => chooseFleet([deployed('one', { [Environment.POLICY]: '{' })], undefined)).toThrow('is no policy');
  });

  it('looks at the faults of the chosen fleet alone', () => {
    const broken = deployed('two', { [Environment.POLICY]: '{' });
    expect(chooseFleet([broken, deployed('one')], 'one').name).toBe('one');
  });
});
