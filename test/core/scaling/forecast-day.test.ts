import { expect, it } from 'vitest';
import type { FleetPolicy } from '../../../core/policy/fleet-policy';
import { seededRandom } from '../../../local/trace/seeded-random';
import { policyOf } from './fleet-fixture';
import { PlayedFleet, type PlayedMinute } from './played-fleet';

const DAY = 1440;
const START_UP_MINUTES = 7;
const THRESHOLD = 70;
/** So far below that nothing is above 70 %, without a forecast. */
const CAUTIOUS_THRESHOLD = 67;

/** Nodes at 70 % CPU that two days ask for: from 1.5 at midnight to 10.5 at noon, with some noise. */
function rhythm(): readonly number[] {
  const random = seededRandom(1);
  return Array.from({ length: 2 * DAY }, (_, minute) => {
    const level = 6 - 4.5 * Math.cos((2 * Math.PI * minute) / DAY);
    return level * (1 + 0.06 * (random.uniform() - 0.5));
  });
}

/** Plays both days and returns the second; the demand goes to the policy in nodes at its own threshold. */
function secondDay(changes: Partial<FleetPolicy>, cpuPercent = THRESHOLD): readonly PlayedMinute[] {
  const policy = policyOf({ maxNodes: 40, thresholds: { cpuPercent }, ...changes });
  const fleet = new PlayedFleet(policy, START_UP_MINUTES, 2);
  for (const demand of rhythm()) {
    fleet.play((demand * THRESHOLD) / cpuPercent);
  }
  return fleet.minutes.slice(DAY);
}

/** Share of the demand above 70 % CPU. */
function unmetOf(day: readonly PlayedMinute[], cpuPercent = THRESHOLD): number {
  const demands = day.map(({ demand, active }) => ({ demand: (demand * cpuPercent) / THRESHOLD, active }));
  const asked = demands.reduce((sum, { demand }) => sum + demand, 0);
  return demands.reduce((sum, { demand, active }) => sum + Math.max(0, demand - active), 0) / asked;
}

function costOf(day: readonly PlayedMinute[]): number {
  return day.reduce((sum, { paid }) => sum + paid, 0);
}

/** The first minute of the day in which so many nodes were there or ordered. */
function orderedAt(day: readonly PlayedMinute[], nodes: number): number {
  return day.findIndex(({ outcome }) => outcome.seats.serving >= nodes);
}

it('on the second day of a rhythm orders before the thresholds would, leaves less above them, and costs as much', () => {
  const predictive = secondDay({ forecast: { maxUnmet: 0.001, startUpSeconds: 60 * START_UP_MINUTES } });
  const reactive = secondDay({});
  const cautious = secondDay({}, CAUTIOUS_THRESHOLD);

  const leads = [4, 5, 6, 7, 8, 9, 10].map((nodes) => orderedAt(reactive, nodes) - orderedAt(predictive, nodes));
  expect(Math.min(...leads), `${leads}`).toBeGreaterThanOrEqual(0);
  expect(Math.max(...leads), `${leads}`).toBeGreaterThanOrEqual(5);
  expect(unmetOf(predictive)).toBeLessThan(0.6 * unmetOf(reactive));
  expect(costOf(predictive)).toBeLessThan(1.005 * costOf(reactive));
  expect(unmetOf(cautious, CAUTIOUS_THRESHOLD)).toBeLessThan(unmetOf(predictive));
  expect(costOf(predictive)).toBeLessThan(0.96 * costOf(cautious));
});
