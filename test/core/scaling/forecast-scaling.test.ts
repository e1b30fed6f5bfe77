import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CapacityNeed } from '../../../core/forecast/capacity-forecast';
import { WASTE_MINUTES } from '../../../core/forecast/constants';
import { decideScaling, type ScalingOutcome } from '../../../core/scaling/decide-scaling';
import type { FleetForecastMemory } from '../../../core/scaling/fleet-forecast-memory';
import { wholeNodes } from '../../../core/scaling/pressure';
import type { ScalingInput } from '../../../core/scaling/scaling-input';
import { drainOf, inputOf, NOW_MS, nodeOf, policyOf, steadyWindow, wasteOf } from './fleet-fixture';
import { PlayedFleet } from './played-fleet';

const FORECAST = { maxUnmet: 0.001, startUpSeconds: 420 };
const POLICY = policyOf({ thresholds: { cpuPercent: 70 }, maxNodes: 40, forecast: FORECAST });

function fleetOf(count: number, cpuPercent: number | undefined) {
  const metrics = cpuPercent === undefined ? {} : { cpuPercent };
  return Array.from({ length: count }, (_, index) => nodeOf({ id: `n${index}`, metrics }));
}

function decide(count: number, cpuPercent: number | undefined, changes: Partial<ScalingInput> = {}) {
  return decideScaling(inputOf(fleetOf(count, cpuPercent), { policy: POLICY, ...changes }));
}

/** Plays demands from a fleet of some nodes on. */
function playAll(demands: readonly number[], start: number, policy = POLICY): PlayedFleet {
  const fleet = new PlayedFleet(policy, 7, start);
  for (const demand of demands) {
    fleet.play(demand);
  }
  return fleet;
}

/** What was decided minute by minute. */
function decisionsOf(fleet: PlayedFleet) {
  return fleet.minutes.map(({ outcome }) => outcome.decision);
}

describe('scaling by a forecast', () => {
  it('reacts from the first minute on, with no history', () => {
    const { decision, forecast } = decide(3, 90);
    expect(decision).toMatchObject({ kind: 'scale-out' });
    expect(forecast?.need?.order).toBeGreaterThanOrEqual(4);
  });

  it('goes on with a rise before the threshold is crossed, and says what it expects', () => {
    const fleet = playAll([4, 4.2, 4.4, 4.6, 4.8], 6);
    const first = fleet.minutes.find(({ outcome }) => outcome.decision.kind === 'scale-out');
    expect(first?.outcome.decision.reason.code).toBe('forecast-above');
    expect(first?.demand).toBeLessThan(6);
    expect(first?.outcome.decision.reason.text).toMatch(
      /expects \d+\.\d\d nodes at their thresholds.* at a risk of [0-5]\.\d % for/,
    );
  });

  it('never orders less than the thresholds ask for', () => {
    const { decision } = decide(3, 99);
    expect(decision).toMatchObject({ kind: 'scale-out' });
    expect('desired' in decision && decision.desired).toBeGreaterThanOrEqual(5);
  });

  it('asks for twice the nodes when a metric shows all that it can, and says why', () => {
    const { decision, pressure } = decide(3, 100);
    expect(pressure.highest).toMatchObject({ demandNodes: 6, saturated: true });
    expect(decision).toMatchObject({ kind: 'scale-out', desired: 6 });
    expect(decision.reason.text).toContain('cpuPercent is full: the load may be any amount above');
    const { forecast, ...withoutForecast } = POLICY;
    expect(decide(3, 100, { policy: withoutForecast }).decision).toMatchObject({ kind: 'scale-out', desired: 5 });
  });

  it('takes a full metric for nothing special when its threshold is 100', () => {
    const policy = { ...POLICY, thresholds: { cpuPercent: 100 } };
    expect(decide(3, 100, { policy }).pressure.highest).toMatchObject({ demandNodes: 3, saturated: false });
  });

  it('asks for nothing and spares no node while a metric is missing, whatever was expected', () => {
    const known = playAll([4, 4.2, 4.4, 4.6], 6).minutes.at(-1)?.outcome;
    const past = { forecast: known?.forecast?.memory, window: steadyWindow(1), waste: wasteOf(6, 900) };
    const { decision, forecast } = decide(6, undefined, { ...past, nowMs: NOW_MS + 240_000 });
    expect(decision).toMatchObject({ kind: 'hold', reason: { code: 'metric-missing' } });
    expect(forecast?.need).toBeUndefined();
    expect(forecast?.memory.minute).toBe((NOW_MS + 240_000) / 60_000);
  });

  it('lets no forecast speak while one of two metrics is missing, but what the other asks for', () => {
    const policy = { ...POLICY, thresholds: { cpuPercent: 70, memoryPercent: 70 } };
    const { decision, forecast } = decide(3, 90, { policy });
    expect(decision).toMatchObject({ kind: 'scale-out', desired: 4, reason: { code: 'above-threshold' } });
    expect(forecast).toBeUndefined();
  });

  it('says the same to a second look within a minute', () => {
    const first = decide(6, 65);
    const again = decide(6, 20, { forecast: first.forecast?.memory, waste: first.waste, nowMs: NOW_MS + 30_000 });
    expect(again.forecast).toEqual(first.forecast);
  });

  it('forgets what it learnt under other thresholds or another start-up time', () => {
    const { forecast } = playAll([4, 4.2, 4.4, 4.6], 6).minutes.at(-1)?.outcome ?? {};
    const fresh = decide(6, 40, { nowMs: NOW_MS + 300_000 }).forecast?.need;
    const now = { forecast: forecast?.memory, nowMs: NOW_MS + 300_000 };
    expect(decide(6, 40, now).forecast?.need).not.toEqual(fresh);
    const policy = { ...POLICY, forecast: { ...FORECAST, startUpSeconds: 421 } };
    const other = decide(6, 40, { ...now, policy }).forecast?.need;
    expect(other).toEqual(decide(6, 40, { policy, nowMs: now.nowMs }).forecast?.need);
  });

  it('goes on with what it learnt at another risk, whose losses begin anew', () => {
    const calm = policyOf({ ...POLICY, forecast: { ...FORECAST, maxUnmet: 0.1 } });
    const past = playAll(
      Array.from({ length: 60 }, () => 4),
      6,
      calm,
    ).minutes.at(-1)?.outcome.forecast?.memory;
    const expectedUnder = (policy: typeof POLICY) => {
      const nowMs = 60_000 * ((past?.minute ?? 0) + 1);
      const { forecast } = decide(6, 47, { policy, forecast: past, nowMs });
      expect(forecast?.meanDemand).toBeCloseTo(4, 1);
      const state = forecast?.memory.state as
        | { readonly risk: { readonly losses: { readonly expected: number } } }
        | undefined;
      return state?.risk.losses.expected;
    };
    expect(expectedUnder(calm)).toBeGreaterThan(1);
    expect(expectedUnder(POLICY)).toBeLessThan(0.1);
  });

  it('learns anew when another release remembered otherwise', () => {
    const { forecast } = playAll([4, 4.2, 4.4, 4.6], 6).minutes.at(-1)?.outcome ?? {};
    const nowMs = NOW_MS + 300_000;
    const fresh = decide(6, 40, { nowMs }).forecast;
    for (const state of [undefined, 7, {}, { history: {} }]) {
      const broken = forecast && { ...forecast.memory, state };
      expect(decide(6, 40, { forecast: broken, nowMs }).forecast).toEqual(fresh);
    }
  });

  it('remembers little, as plain JSON', () => {
    const { forecast } = decide(6, 40);
    const json = JSON.stringify(forecast?.memory);
    expect(json.length).toBeLessThan(30_000);
    expect(JSON.parse(json)).toEqual(forecast?.memory);
  });
});

/** Returns the memory of a forecast that said this in this very minute, of a mean demand of 6 nodes. */
function memorySaying(need: Pick<CapacityNeed, 'order' | 'keep'>): FleetForecastMemory | undefined {
  const memory = decide(6, 70).forecast?.memory;
  return memory && { ...memory, need: { ...memory.need, spread: 0.1, ...need }, meanDemand: 6 };
}

describe('scale-in by a forecast', () => {
  it('keeps what the forecast may need, although the load alone would spare a node', () => {
    const past = { window: steadyWindow(4.5), waste: wasteOf(6, 900) };
    const { forecast, ...withoutForecast } = POLICY;
    expect(decide(6, 52.5, { ...past, policy: withoutForecast }).decision.kind).toBe('drain');
    const { decision } = decide(6, 52.5, { ...past, forecast: memorySaying({ order: 5, keep: 6 }) });
    expect(decision).toMatchObject({ kind: 'hold', reason: { code: 'steady' } });
    expect(decision.reason.text).toContain('the forecast keeps 6');
    const spared = decide(6, 52.5, { ...past, forecast: memorySaying({ order: 5, keep: 5 }) }).decision;
    expect(spared).toMatchObject({ kind: 'drain', reason: { code: 'smaller-size-suffices' } });
  });

  it.each([
    ['waits while too little was wasted for the mean demand', 2, 'waiting-for-waste'],
    ['acts once enough was', 1, 'smaller-size-suffices'],
  ])('%s', (_case, tooLittle, code) => {
    // The minute itself wastes one.
    const nodeMinutes = WASTE_MINUTES * 6 - tooLittle;
    const past = { window: steadyWindow(4.5), waste: wasteOf(6, nodeMinutes) };
    const { decision } = decide(6, 52.5, { ...past, forecast: memorySaying({ order: 5, keep: 5 }) });
    expect(decision.reason.code).toBe(code);
  });

  it.each([
    ['spares no node that was added for the demand of now', 4.5, 'grown-recently'],
    ['spares it once the demand has fallen', 5.1, 'smaller-size-suffices'],
  ])('%s', (_case, demandNodes, code) => {
    const waste = { ...wasteOf(6, WASTE_MINUTES * 6), growth: { minute: NOW_MS / 60_000 - 10, demandNodes } };
    const past = { window: steadyWindow(4.5), waste, forecast: memorySaying({ order: 5, keep: 5 }) };
    expect(decide(6, 52.5, past).decision.reason.code).toBe(code);
  });

  it('waits until what is too much has wasted enough, then spares one node after another', () => {
    const fleet = playAll(
      Array.from({ length: 90 }, () => 2),
      6,
    );
    const codes = decisionsOf(fleet).map(({ reason }) => reason.code);
    expect(codes.slice(0, 15).every((code) => code === 'watching')).toBe(true);
    expect(codes).toContain('smaller-size-suffices');
    expect(fleet.minutes.at(-1)?.active).toBeLessThan(6);
    expect(fleet.minutes.at(-1)?.active).toBeGreaterThanOrEqual(3);
  });

  it('holds while moving costs more than what was wasted, and names the victim', () => {
    const nodes = ['n1', 'n2', 'n3'].map((id, index) =>
      nodeOf({ id, metrics: { cpuPercent: 10 }, shards: { [id]: (index + 2) * 204e9 }, capacityBytes: 2e12 }),
    );
    const { forecast, ...policy } = POLICY;
    const decideAfter = (nodeMinutes: number) =>
      decideScaling(inputOf(nodes, { policy, window: steadyWindow(0.4), waste: wasteOf(3, nodeMinutes) })).decision;
    // 408 GB at 340 MB a second are 20 minutes; the minute itself wastes two nodes' minutes.
    expect(decideAfter(17)).toMatchObject({ kind: 'hold', reason: { code: 'moving-costs-more' }, wanted: true });
    expect(decideAfter(17).reason.text).toContain('emptying it takes 20.0 minutes');
    expect(decideAfter(18)).toMatchObject({ kind: 'drain', nodeId: 'n1' });
    expect(decideAfter(18).reason.text).toContain('n1 has 408000000000 bytes to move, the least in zone a');
  });

  it('takes a victim back that the forecast orders', () => {
    const nodes = [...fleetOf(3, 50), nodeOf({ id: 'victim', state: 'draining' })];
    const decideAt = (order: number) =>
      decideScaling(
        inputOf(nodes, {
          policy: POLICY,
          controls: new Map([drainOf('victim', 'scale-in')]),
          forecast: memorySaying({ order, keep: order }),
        }),
      ).decision;
    expect(decideAt(4)).toMatchObject({ kind: 'undrain', nodeId: 'victim', reason: { code: 'demand-returned' } });
    expect(decideAt(3).kind).toBe('hold');
  });
});

/** Nodes that the metrics ask for: what is above 100 % they cannot show. */
function shownNodes({ pressure }: ScalingOutcome): number {
  return wholeNodes(pressure.highest?.demandNodes ?? 0);
}

const anyDemands = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 900 })), {
  minLength: 1,
  maxLength: 6,
});

/** Each demand, in hundredths of a node, for so many minutes. */
function spread(parts: readonly (readonly [number, number])[]): readonly number[] {
  return parts.flatMap(([minutes, hundredths]) => Array.from({ length: minutes }, () => hundredths / 100));
}

describe('properties of scaling by a forecast', () => {
  /** A failure shrinks slowly: minutes of a fleet are dear to play. */
  const runs = { numRuns: 10, interruptAfterTimeLimit: 240_000 };

  it('does nothing between what is needed and what may not be given up, and something above', () => {
    fc.assert(
      fc.property(anyDemands, fc.integer({ min: 1, max: 9 }), (parts, start) => {
        for (const { outcome } of playAll(spread(parts), start).minutes) {
          const { decision, seats, sufficing, forecast } = outcome;
          const needed = Math.max(forecast?.need?.order ?? 0, shownNodes(outcome));
          if (needed <= seats.serving && sufficing >= seats.active.length && decision.kind !== 'undrain') {
            expect(decision.kind).toBe('hold');
          }
          if (needed > seats.serving) {
            expect(['scale-out', 'undrain']).toContain(decision.kind);
          }
        }
      }),
      runs,
    );
  });

  it('spares a node only if what remains is below 0.9 of the threshold and all that the forecast keeps', () => {
    fc.assert(
      fc.property(anyDemands, fc.integer({ min: 2, max: 9 }), (parts, start) => {
        const calm = Array.from({ length: 60 }, () => 0.9);
        for (const { outcome, demand } of playAll([...spread(parts), ...calm], start).minutes) {
          const left = outcome.seats.active.length - 1;
          if (outcome.decision.kind === 'drain') {
            expect(demand).toBeLessThanOrEqual(0.9 * left + 1e-9);
            expect(outcome.forecast?.need?.keep).toBeLessThanOrEqual(left);
            expect(left).toBeGreaterThanOrEqual(1);
          }
        }
      }),
      { ...runs, numRuns: 5 },
    );
  });

  it('decides on a prefix what it decides on the whole', () => {
    fc.assert(
      fc.property(anyDemands, anyDemands, (head, tail) => {
        const prefix = decisionsOf(playAll(spread(head), 3));
        const whole = decisionsOf(playAll([...spread(head), ...spread(tail)], 3));
        expect(whole.slice(0, prefix.length)).toEqual(prefix);
      }),
      runs,
    );
  });

  it('with its memory lost it still covers the load, and spares no node until the load was watched anew', () => {
    fc.assert(
      fc.property(anyDemands, anyDemands, (head, tail) => {
        const fleet = playAll(spread(head), 3);
        fleet.forget();
        const after = spread(tail)
          .slice(0, 15)
          .map((demand) => fleet.play(demand));
        for (const { outcome } of after) {
          expect(outcome.decision.kind).not.toBe('drain');
          if (shownNodes(outcome) > outcome.seats.serving) {
            expect(['scale-out', 'undrain']).toContain(outcome.decision.kind);
          }
        }
      }),
      runs,
    );
  });
});
