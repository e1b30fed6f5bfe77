import { describe, expect, it } from 'vitest';
import type { Shard } from '../../../core/fleet/shard';
import { smoothLoad, takenOverLoad } from '../../../core/fleet/smoothed-load';
import { type SeededRandom, seededRandom } from '../../../local/trace/seeded-random';
import { asDone, node, POLICY, plan, reporting, shards } from './fixtures';

const DAY_SECONDS = 86_400;
const SAMPLE_SECONDS = 15;
const TICK_SECONDS = 60;
const NODES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id) => node(id));
const BURST = 0.3;

/** Loads of shards that do not change in the mean: 5 % of noise each, and bursts of 30 % either way on whole nodes. */
class NoisyLoads {
  private readonly bursts = new Map<string, { readonly times: number; readonly untilSeconds: number }>();

  constructor(
    private readonly base: ReadonlyMap<string, number>,
    private readonly random: SeededRandom,
    private readonly burstsPerNodeAndHour: number,
  ) {}

  /** Has bursts begin and end. */
  step(seconds: number): void {
    for (const { id } of NODES) {
      const isOver = (this.bursts.get(id)?.untilSeconds ?? 0) <= seconds;
      if (isOver) {
        this.bursts.delete(id);
      }
      if (isOver && this.random.uniform() < (this.burstsPerNodeAndHour * SAMPLE_SECONDS) / 3600) {
        const times = this.random.uniform() < 0.5 ? 1 + BURST : 1 - BURST;
        this.bursts.set(id, { times, untilSeconds: seconds + 30 + 90 * this.random.uniform() });
      }
    }
  }

  sample({ id, owner }: Shard): number {
    const noise = 0.95 + 0.1 * this.random.uniform();
    return (this.base.get(id) ?? 0) * noise * (this.bursts.get(owner ?? '')?.times ?? 1);
  }
}

/** Lives through a day, or less; returns the part of all bytes that were moved once the fleet had settled. */
function movedFraction(
  isSmoothed: boolean,
  burstsPerNodeAndHour: number,
  seed: number,
  lengthSeconds = DAY_SECONDS,
): number {
  const random = seededRandom(seed);
  let rows = shards(400, [null]);
  const base = new Map(rows.map(({ id }) => [id, 0.005 + 0.01 * random.uniform()]));
  rows = settled(rows, base);
  const loads = new NoisyLoads(base, random, burstsPerNodeAndHour);
  const known = new Map([...base].map(([id, load]) => [id, takenOverLoad(load, 0)]));
  let wasRebalancing = false;
  let moved = 0;
  for (let seconds = 0; seconds < lengthSeconds; seconds += SAMPLE_SECONDS) {
    loads.step(seconds);
    for (const row of rows) {
      const before = isSmoothed ? known.get(row.id) : undefined;
      known.set(row.id, smoothLoad(before, loads.sample(row), seconds * 1000));
    }
    if (seconds % TICK_SECONDS === 0) {
      const report = reporting(NODES, rows, ({ id }) => ({ bytes: 1, load: known.get(id)?.load ?? 0 }));
      const result = plan(report, rows, { version: seconds, wasRebalancing });
      wasRebalancing = result.isRebalancing;
      moved += result.orders.length;
      rows = asDone(rows, result);
    }
  }
  return moved / rows.length;
}

/** Placed and balanced by the loads as they are in the mean. */
function settled(rows: readonly Shard[], base: ReadonlyMap<string, number>): Shard[] {
  let now = [...rows];
  for (let tick = 0; tick < 100; tick += 1) {
    const report = reporting(NODES, now, ({ id }) => ({ bytes: 1, load: base.get(id) ?? 0 }));
    const result = plan(report, now, { policy: UNBOUND, version: tick, wasRebalancing: tick > 0 });
    if (result.orders.length === 0) {
      return now;
    }
    now = asDone(now, result);
  }
  throw new Error('does not converge');
}

const UNBOUND = { ...POLICY, moveBudgets: { perNode: 10_000, perZone: 10_000, perFleet: 10_000 } };

describe('GIVEN a balanced fleet whose loads do not change in the mean', () => {
  it.each([
    [2, 2],
    [4, 3],
  ])(
    'with %i bursts an hour on each node (seed %i), THEN a day moves at most a hundredth of the bytes',
    (bursts, seed) => {
      expect(movedFraction(true, bursts, seed)).toBeLessThanOrEqual(0.01);
    },
  );

  it('THEN without smoothing six hours would move more than all of them', () => {
    expect(movedFraction(false, 2, 1, DAY_SECONDS / 4)).toBeGreaterThan(1);
  });
});

it('a load that rises by 30 % for good is answered within 15 minutes', () => {
  const rows = shards(
    400,
    NODES.map(({ id }) => id),
  );
  let known = takenOverLoad(0.01, 0);
  const orderedAfter = (minutes: number) => {
    for (let second = SAMPLE_SECONDS; second <= minutes * 60; second += SAMPLE_SECONDS) {
      known = smoothLoad(known, 0.013, second * 1000);
    }
    const report = reporting(NODES, rows, ({ owner }) => ({ bytes: 1, load: owner === 'a' ? known.load : 0.01 }));
    return plan(report, rows).orders.length;
  };
  expect(orderedAfter(2)).toBe(0);
  expect(orderedAfter(15)).toBeGreaterThan(0);
});
