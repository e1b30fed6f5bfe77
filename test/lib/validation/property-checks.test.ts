import { App, Duration, Lazy, Size, Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FleetConstructError } from '../../../lib/validation/fleet-construct-error';
import { PropertyChecks } from '../../../lib/validation/property-checks';

function makeChecks(): PropertyChecks {
  return new PropertyChecks(new Stack(new App(), 'Here'));
}

/** Returns the error that `checks` ends in. */
function errorOf(checks: PropertyChecks): FleetConstructError | undefined {
  try {
    checks.throwIfAny();
    return undefined;
  } catch (error) {
    return error as FleetConstructError;
  }
}

describe('PropertyChecks', () => {
  it('report every fault with code, path, what was given, what is accepted and the fix', () => {
    const checks = makeChecks();
    checks.integer('count', 9, { min: 1, max: 5 });
    checks.duration('pause', Duration.seconds(1), { min: 30, max: 60 });

    const error = errorOf(checks);

    expect(error).toBeInstanceOf(FleetConstructError);
    expect(error?.code).toBe('NumberOutOfRange');
    expect(error?.constructPath).toBe('Here');
    expect(error?.message).toBe(
      [
        'Here: 2 faults in its properties',
        '  - [NumberOutOfRange] count is 9. Accepted: a whole number from 1 to 5. Fix: set count within that range.',
        '  - [DurationOutOfRange] pause is 1 s. Accepted: whole seconds from 30 to 60. Fix: set pause within that range, e.g. Duration.seconds(30).',
      ].join('\n'),
    );
  });

  it('accept exactly the whole numbers of the range', () => {
    const bound = fc.integer({ min: -1000, max: 1000 });
    const value = fc.oneof(fc.integer({ min: -1500, max: 1500 }), fc.double({ min: -1500, max: 1500, noNaN: true }));
    fc.assert(
      fc.property(bound, bound, value, (one, other, given) => {
        const range = { min: Math.min(one, other), max: Math.max(one, other) };
        const isAccepted = errorOf(makeChecks().integer('n', given, range)) === undefined;
        expect(isAccepted).toBe(Number.isInteger(given) && given >= range.min && given <= range.max);
      }),
    );
  });

  it('fail when a number is not a number', () => {
    expect(errorOf(makeChecks().integer('n', Number.NaN, { min: 0, max: 1 }))?.message).toContain('n is NaN');
  });

  it('fail by name on parts of a unit that CDK does not convert', () => {
    const checks = makeChecks();
    checks.duration('pause', Duration.seconds(1.00005), { min: 1, max: 10 });
    checks.days('age', Duration.seconds(86_400.5), { min: 1, max: 10 });
    checks.size('disk', Size.kibibytes(0.5 ** 11), { min: 1, max: 10 });

    const message = errorOf(checks)?.message;
    expect(message).toMatch(/pause is 1\.00005 s\./);
    expect(message).toMatch(/age is 1\.00000578\d* days\./);
    expect(message).toMatch(/disk is 4\.\d*e-10 GiB\./);
  });

  it('fail when a token is in another unit, which CDK cannot convert', () => {
    const token = Lazy.number({ produce: () => 2 });
    const checks = makeChecks();
    checks.duration('pause', Duration.minutes(token), { min: 1, max: 10 });
    checks.days('age', Duration.hours(token), { min: 1, max: 10 });
    checks.size('disk', Size.tebibytes(token), { min: 1, max: 10 });

    const lines = errorOf(checks)?.message.split('\n').slice(1);
    expect(lines).toEqual([
      expect.stringMatching(/\[UnitOfToken\] pause .*give pause as Duration\.seconds\(\)/),
      expect.stringMatching(/\[UnitOfToken\] age .*give age as Duration\.days\(\)/),
      expect.stringMatching(/\[UnitOfToken\] disk .*give disk as Size\.gibibytes\(\)/),
    ]);
  });

  it('fail when a duration is finer than its unit', () => {
    const checks = makeChecks();
    checks.days('age', Duration.hours(36), { min: 1, max: 10 });
    checks.duration('pause', Duration.millis(1500), { min: 1, max: 10 });

    expect(errorOf(checks)?.message).toMatch(/age is 1\.5 days(.|\n)*pause is 1\.5 s/);
  });

  it('fail when a size is finer than a gibibyte', () => {
    expect(errorOf(makeChecks().size('disk', Size.mebibytes(1536), { min: 1, max: 10 }))?.message).toContain('1.5 GiB');
  });

  it('fail when bounds are reversed', () => {
    expect(errorOf(makeChecks().ordered('low', 3, 'high', 2))?.code).toBe('BoundsReversed');
  });

  it('accept tokens and what is left out', () => {
    const token = Lazy.number({ produce: () => -1 });
    const checks = makeChecks();
    checks.integer('n', token, { min: 0, max: 1 });
    checks.integer('n', undefined, { min: 0, max: 1 });
    checks.ordered('low', token, 'high', 0);
    checks.duration('pause', Duration.seconds(token), { min: 0, max: 1 });
    checks.days('age', Duration.days(token), { min: 0, max: 1 });
    checks.size('disk', Size.gibibytes(token), { min: 0, max: 1 });
    checks.text('name', Lazy.string({ produce: () => '!' }), /^[a-z]+$/, 'letters');

    expect(errorOf(checks)).toBeUndefined();
  });
});
