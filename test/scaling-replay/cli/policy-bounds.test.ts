import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { simulateCommand } from '../../../scaling-replay/cli/simulate-command';
import { temporaryFolder } from '../../local/cloud/project-fixture';
import { writtenLoad } from './load-fixture';

const HOURS = 10;
const RULE = { kind: 'predictive', metric: 'demand', unitCapacity: 1, maxUnmet: 0.01, startUpSeconds: 75 };
const COST = { costCeiling: { dollarsPerHour: 8, unitDollarsPerHour: 2 } };

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

/** Returns what a policy with these bounds comes to on a load with a mean of ten units. */
async function scored(bounds: object, ...options: readonly string[]) {
  const policy = path.join(folder, 'policy.json');
  writeFileSync(policy, JSON.stringify({ formatVersion: 1, leastUnits: 1, mostUnits: 99, rules: [RULE], ...bounds }));
  const lines: string[] = [];
  const given = ['--trace', writtenLoad(folder), '--policy', policy, '--json'];
  await simulateCommand((line) => lines.push(line)).parseAsync(['node', 'simulate', ...given, ...options]);
  return JSON.parse(lines[0] ?? '');
}

describe('the bounds of a policy', () => {
  it('hold for the peers, what may be paid too', async () => {
    const { unitHours, peers } = await scored(COST, '--compare');
    expect(unitHours).toBeLessThanOrEqual(4 * HOURS);
    for (const [name, peer] of Object.entries<{ unitHours: number }>(peers)) {
      expect(peer.unitHours, name).toBeLessThanOrEqual(4 * HOURS);
    }
  });

  it('hold for the peers in windows', async () => {
    // GIVEN a load of which the mean is ten units
    const always = { start: '* * * * *', timeZone: 'UTC', minutes: 1 };
    const day = await scored({ windows: [{ ...always, name: 'day', floor: 80 }] }, '--compare');
    const night = await scored({ windows: [{ ...always, name: 'night', ceiling: 4 }] }, '--compare');
    for (const name of Object.keys(day.peers)) {
      expect(day.peers[name].unitHours, name).toBeGreaterThanOrEqual(80 * HOURS);
      expect(night.peers[name].unitHours, name).toBeLessThanOrEqual(4 * HOURS);
    }
  });

  it('hold for target tracking over a floor, what may be paid too', async () => {
    expect((await scored(COST, '--actuator', 'floor')).unitHours).toBeLessThanOrEqual(4 * HOURS);
  });

  it('hold for target tracking over a floor in a window, from its first minute to its last', async () => {
    // GIVEN a load from Monday 00:00 on, and a ceiling from 02:00 to 03:00
    const night = { name: 'night', start: '0 2 * * *', timeZone: 'UTC', minutes: 60, ceiling: 4 };
    const series = path.join(folder, 'series.csv');
    await scored({ windows: [night] }, '--actuator', 'floor', '--series', series);
    const desired = readFileSync(series, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => Number(row.split(',')[2]));
    const isAbove = desired.map((units) => units > 4);
    expect(isAbove.indexOf(false)).toBe(120 * 4);
    expect(isAbove.indexOf(true, 120 * 4)).toBeGreaterThanOrEqual(180 * 4);
  });
});
