import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../../simulation/run/options';

describe('GIVEN the options of the fault simulation', () => {
  it('THEN each has a default', () => {
    expect(parseOptions([])).toEqual({ schedules: 2000, seed: 1, workers: 1, isTraced: false, lines: 200 });
  });

  it('THEN all can be given', () => {
    const given = [
      '--schedules',
      '5',
      '--seed',
      '0',
      '--workers',
      '2',
      '--mutant',
      'no-seal',
      '--trace',
      '--lines',
      '9',
    ];
    expect(parseOptions(given)).toEqual({
      schedules: 5,
      seed: 0,
      workers: 2,
      mutant: 'no-seal',
      isTraced: true,
      lines: 9,
    });
  });

  it.each([
    [['--schedules', '0'], '--schedules 0: give a whole number of at least 1'],
    [['--seed', 'x'], '--seed x: give a whole number of at least 0'],
    [['--workers', '1.5'], '--workers 1.5: give a whole number of at least 1'],
    [['--mutant', 'none'], '--mutant none: there is no such mutant; give one of no-seal'],
  ])('fails when given %j, and says what it accepts', (given, message) => {
    expect(() => parseOptions(given)).toThrow(message);
  });
});
