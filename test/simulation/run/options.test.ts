import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../../simulation/run/options';

describe('GIVEN the options of the fault simulation', () => {
  it('THEN each has a default', () => {
    expect(parseOptions([])).toEqual({
      schedules: 2000,
      seed: 1,
      workers: 1,
      diesEverywhere: false,
      isTraced: false,
      lines: 200,
    });
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
      '--deaths',
      '--trace',
      '--death',
      '57:controller-crash:0',
      '--lines',
      '9',
    ];
    expect(parseOptions(given)).toEqual({
      schedules: 5,
      seed: 0,
      workers: 2,
      mutant: 'no-seal',
      diesEverywhere: true,
      death: { event: 57, kind: 'controller-crash', machine: 0 },
      isTraced: true,
      lines: 9,
    });
  });

  it.each([
    [['--schedules', '0'], '--schedules 0: give a whole number of at least 1'],
    [['--seed', 'x'], '--seed x: give a whole number of at least 0'],
    [['--workers', '1.5'], '--workers 1.5: give a whole number of at least 1'],
    [['--death', '5:crash:1'], '--death is of one schedule: give --trace'],
    [
      ['--trace', '--death', '5:flood:1'],
      '--death 5:flood:1: give <event>:<crash|loss|service-restart|controller-crash>',
    ],
    [['--trace', '--death', '5:crash:5'], '<machine, 0 to 4>'],
    [['--trace', '--death', '1.5:crash:0'], '--death 1.5:crash:0: give <event>'],
    [['--trace', '--death', '5:crash:0:0'], '--death 5:crash:0:0: give <event>'],
    [['--mutant', 'none'], '--mutant none: there is no such mutant; give one of no-seal'],
  ])('fails when given %j, and says what it accepts', (given, message) => {
    expect(() => parseOptions(given)).toThrow(message);
  });
});
