import { describe, expect, it } from 'vitest';
import type { FleetPolicy } from '../../../core/policy/fleet-policy';
import { MEMORY_FORMAT } from '../../../lambda/scaler/scaler-ports';
import { NOW_MS } from '../../core/scaling/fleet-fixture';
import { ScalerFleet } from './scaler-fixture';

const FORECAST: Partial<FleetPolicy> = { forecast: { maxUnmet: 0.001, startUpSeconds: 420 } };

/** What the scaler remembers, as its item holds it. */
function memoryOf(fleet: ScalerFleet): string {
  return fleet.table.memories.get('scaler') ?? '';
}

function rememberedBy(fleet: ScalerFleet) {
  return JSON.parse(memoryOf(fleet));
}

/** Lets the CPU use of all nodes rise from minute to minute until the scaler asks for more, and returns it then. */
async function riseUntilScaleOut(fleet: ScalerFleet, start: number): Promise<number> {
  for (let cpuPercent = start; cpuPercent <= 100; cpuPercent += 2) {
    await fleet.run(1, cpuPercent);
    if (fleet.group.calls.length > 0) {
      return cpuPercent;
    }
  }
  throw new Error('the scaler never asked for more');
}

describe('a tick of the scaler with a forecast', () => {
  it('asks for nodes before a threshold is crossed, from what it remembers', async () => {
    const fleet = new ScalerFleet(FORECAST).addNodes(5, 40);
    expect(await riseUntilScaleOut(fleet, 40)).toBeLessThan(66);
    expect(fleet.table.history.at(-1)?.decision.reason.code).toBe('forecast-above');
    const without = new ScalerFleet().addNodes(5, 40);
    expect(await riseUntilScaleOut(without, 40)).toBeGreaterThan(70);
  });

  it('tells with each decision what it rests on', async () => {
    const some = expect.any(Number);
    const fleet = new ScalerFleet({ ...FORECAST, minNodes: 2, maxNodes: 9 }).addNodes(3, 35);
    await fleet.tick();
    expect(fleet.events.sent[0]?.detail).toMatchObject({
      details: {
        floorNodes: 2,
        ceilingNodes: 9,
        demandNodes: 1.5,
        forecastNodes: 1.5,
        orderNodes: some,
        keepNodes: some,
      },
    });
    expect(fleet.log.lines[0]?.fields).toMatchObject({ details: { orderNodes: some } });
  });

  it('reacts as without a memory when the memory is lost or of the format before', async () => {
    for (const memory of [undefined, JSON.stringify({ formatVersion: MEMORY_FORMAT - 1, window: { sinceMs: 0 } })]) {
      const fleet = new ScalerFleet(FORECAST).addNodes(3, 40);
      await fleet.run(10, 40);
      fleet.table.memories.delete('scaler');
      if (memory) {
        fleet.table.memories.set('scaler', memory);
      }
      await fleet.run(1, 30);
      expect(fleet.table.history.at(-1)?.decision.reason.code).toBe('watching');
      await fleet.run(1, 95);
      expect(fleet.group.desired).toBeGreaterThanOrEqual(5);
    }
  });

  it('remembers at most 40 KB, for a start-up of half an hour', async () => {
    const policy = { forecast: { maxUnmet: 0.001, startUpSeconds: 1800 } };
    const fleet = new ScalerFleet(policy).addNodes(3, 40);
    await fleet.run(40, 40);
    expect(memoryOf(fleet).length).toBeLessThan(40_000);
    expect(memoryOf(fleet)).toContain('"forecast"');
  });

  it('learns from tick to tick that a load is steady, and keeps less for it', async () => {
    const fleet = new ScalerFleet(FORECAST).addNodes(5, 40);
    await fleet.run(1, 40);
    const { need: first } = rememberedBy(fleet).forecast;
    await fleet.run(59, 40);
    const { need: later } = rememberedBy(fleet).forecast;
    expect(later.spread).toBeLessThan(0.7 * first.spread);
    expect([first.keep, later.keep]).toEqual([5, 4]);
  });

  it('counts from tick to tick what nodes that are too many have wasted', async () => {
    const fleet = new ScalerFleet(FORECAST).addNodes(8, 20);
    const wasted: number[] = [];
    for (let tick = 0; tick < 3; tick += 1) {
      await fleet.run(1, 20);
      wasted.push(rememberedBy(fleet).waste.nodeMinutes);
    }
    const [, afterOne = 0] = wasted;
    expect(afterOne).toBeGreaterThan(0);
    expect(wasted).toEqual([0, afterOne, 2 * afterOne]);
  });

  it('remembers no forecast when there is none', async () => {
    const fleet = new ScalerFleet().addNodes(3, 40);
    await fleet.run(2, 40);
    expect(memoryOf(fleet)).not.toContain('"forecast"');
  });
});

describe('a tick of the scaler with windows', () => {
  it('raises the fleet when a window opens in its zone, and not before', async () => {
    // Midnight UTC is an hour past midnight in Berlin.
    expect(new Date(NOW_MS).toISOString()).toBe('2026-11-21T00:00:00.000Z');
    const window = { name: 'night', start: '2 1 * * *', timeZone: 'Europe/Berlin', minutes: 5, floor: 4 };
    const fleet = new ScalerFleet({ windows: [window] }).addNodes(2, 50);
    await fleet.run(1, 50);
    expect(fleet.group.calls).toEqual([]);
    await fleet.run(1, 50);
    expect(fleet.group.calls).toEqual(['setDesired 4']);
    expect(fleet.table.history.at(-1)?.decision).toMatchObject({
      reason: { code: 'window-floor', text: expect.stringContaining("schedule 'night' wants at least 4 nodes") },
      details: { floorNodes: 4 },
    });
  });
});
