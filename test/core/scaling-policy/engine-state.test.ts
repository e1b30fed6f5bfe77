import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../../core/memory/base64';
import { packNumbers, unpackNumbers } from '../../../core/memory/compact-numbers';
import { ScalingEngine } from '../../../core/scaling-policy/scaling-engine';
import type { ScalingPolicy } from '../../../core/scaling-policy/scaling-policy';
import { cpuTarget, NO_WINDOWS, NOON, PREDICTIVE, policyOf, QUEUE_STEPS, queueTarget } from './policy-fixture';

function demandOf(minute: number): number {
  const wave = Math.sin(minute * 12.9898) * 43_758.5453;
  return 200 + 100 * Math.sin(minute / 229) + 40 * (wave - Math.floor(wave));
}

/** More than a day of decisions; through JSON each minute, as a handler does, when asked for. */
function play(policy: ScalingPolicy, throughJson: boolean, minutes = 1800): readonly number[] {
  let engine = new ScalingEngine(policy);
  let desired = 20;
  return Array.from({ length: minutes }, (_, minute) => {
    if (throughJson) {
      engine = new ScalingEngine(policy, JSON.parse(JSON.stringify(engine.state())));
    }
    const demand = demandOf(minute);
    const values = { demand, queue: demand, cpuPercent: demand / desired };
    engine.observe({ minute: NOON + minute, values, ready: desired });
    desired = engine.decide({ minute: NOON + minute + 1, desired, windows: NO_WINDOWS }).desired;
    return desired;
  });
}

function learned(policy: ScalingPolicy, minutes = 300): ScalingEngine {
  const engine = new ScalingEngine(policy);
  for (let minute = 0; minute < minutes; minute += 1) {
    engine.observe({ minute: NOON + minute, values: { demand: demandOf(minute) }, ready: 30 });
    engine.decide({ minute: NOON + minute, desired: 30, windows: NO_WINDOWS });
  }
  return engine;
}

/** The memory of a rule, its packed lists cut off. */
function withoutFloats({ rule, memory }: { readonly rule: string; readonly memory: unknown }) {
  return { rule, memory: JSON.parse(JSON.stringify(memory).replace(/"floats":"[^"]*"/g, '"floats":"AAAA"')) };
}

const decideAt = (engine: ScalingEngine) => engine.decide({ minute: NOON + 300, desired: 30, windows: NO_WINDOWS });

describe('the state of an engine', () => {
  it('brings back every decision of rules that react', () => {
    const policy = policyOf([cpuTarget(20), queueTarget(10), QUEUE_STEPS], { limits: { actionsPerHour: 3 } });
    expect(play(policy, true)).toEqual(play(policy, false));
  });

  it('brings back the decisions of the forecast, but for what rounding to 24 bits does', () => {
    const policy = policyOf([PREDICTIVE]);
    const restored = play(policy, true);
    const differing = play(policy, false).filter((desired, minute) => desired !== restored[minute]);
    expect(differing.length).toBeLessThanOrEqual(10);
  });

  it('brings back what a forecast needs before the next minute is seen', () => {
    const engine = learned(policyOf([PREDICTIVE]));
    const restored = new ScalingEngine(policyOf([PREDICTIVE]), JSON.parse(JSON.stringify(engine.state())));
    expect(restored.lastMinute).toBe(NOON + 299);
    expect(decideAt(restored)).toEqual(decideAt(engine));
    expect(decideAt(restored).forecast?.expected).toBeGreaterThan(0);
  });

  it('is at most 19 KB of JSON for a unit that takes seven minutes to start', () => {
    const policy = policyOf([{ ...PREDICTIVE, startUpSeconds: 420 }, cpuTarget(60), queueTarget(10)]);
    const engine = learned(policy, 2000);
    expect(JSON.stringify(engine.state()).length).toBeLessThan(19_000);
  });

  it('fits into an item of DynamoDB with as many forecasts as are accepted, as far ahead as they may look', () => {
    const forecasts = Array.from({ length: 7 }, (_, index) => ({
      ...PREDICTIVE,
      metric: `demand${index}`,
      startUpSeconds: 7200,
      metricDelaySeconds: 600,
    }));
    const engine = new ScalingEngine(policyOf([...forecasts, cpuTarget(60), queueTarget(10), QUEUE_STEPS]));
    for (let minute = 0; minute < 3 * 1440; minute += 1) {
      const shared = { queue: demandOf(minute), cpuPercent: 50 };
      const demands = forecasts.map(({ metric }, index) => [metric, demandOf(minute + 97 * index)]);
      engine.observe({ minute: NOON + minute, values: { ...shared, ...Object.fromEntries(demands) }, ready: 30 });
    }
    engine.decide({ minute: NOON + 3 * 1440, desired: 30, windows: NO_WINDOWS });
    // 345 KB of 400.
    expect(JSON.stringify(engine.state()).length).toBeLessThan(360_000);
  });

  it('is forgotten when it is of another format or no state at all', () => {
    const policy = policyOf([PREDICTIVE, queueTarget(10)]);
    const state = JSON.parse(JSON.stringify(learned(policy).state()));
    const broken = [undefined, null, 7, 'x', [], {}, { ...state, formatVersion: 2 }, { ...state, rules: 3 }];
    for (const other of broken) {
      const engine = new ScalingEngine(policy, other);
      expect(engine.lastMinute).toBeUndefined();
      expect(decideAt(engine).reason.code).toBe('metrics-missing');
    }
  });

  it('is forgotten for a rule that changed, and kept for the others', () => {
    const both = policyOf([PREDICTIVE, queueTarget(10)]);
    const state = learned(both).state();
    const changed = new ScalingEngine(policyOf([{ ...PREDICTIVE, unitCapacity: 11 }, queueTarget(10)]), state);
    expect(decideAt(changed).forecast).toBeUndefined();
    const reordered = new ScalingEngine(policyOf([queueTarget(10), { ...PREDICTIVE }]), state);
    expect(decideAt(reordered).forecast).toEqual(decideAt(new ScalingEngine(both, state)).forecast);
  });

  it('has minutes of the past read again for a forecast that lacks, and for no rule that reacts', () => {
    const policy = policyOf([PREDICTIVE, queueTarget(10)]);
    const state = learned(policy).state();
    const last = (rules: ScalingPolicy['rules']) => new ScalingEngine(policyOf(rules), state).lastMinute;
    expect(last([PREDICTIVE, queueTarget(20)])).toBe(NOON + 299);
    expect(last([{ ...PREDICTIVE, metric: 'other' }, queueTarget(10)])).toBeUndefined();
    const other = new ScalingEngine(policyOf([{ ...PREDICTIVE, metric: 'other' }, PREDICTIVE]), state);
    expect(other.lastMinute).toBeUndefined();
    for (let minute = 0; minute < 300; minute += 1) {
      other.observe({ minute: NOON + minute, values: { demand: 999, other: 50 } });
    }
    const [, kept] = decideAt(other).votes;
    expect(kept?.demand).toBe(decideAt(new ScalingEngine(policyOf([PREDICTIVE]), state)).votes[0]?.demand);
  });

  it('is of use for another risk, whose losses begin anew', () => {
    const orders = (maxUnmet: number, state?: unknown) => {
      const engine = new ScalingEngine(policyOf([{ ...PREDICTIVE, maxUnmet }]), state);
      for (let minute = 2000; minute < 2060; minute += 1) {
        engine.observe({ minute: NOON + minute, values: { demand: demandOf(minute) }, ready: 100 });
      }
      return engine.decide({ minute: NOON + 2060, desired: 30, windows: NO_WINDOWS }).forecast;
    };
    const state = learned(policyOf([{ ...PREDICTIVE, maxUnmet: 0.1 }]), 2000).state();
    const same = orders(0.1, state);
    const careful = orders(0.001, state);
    expect(careful?.expected).toBe(same?.expected);
    expect(careful?.order).toBeGreaterThan(same?.order ?? 0);
    const risk = (maxUnmet: number) => {
      const engine = new ScalingEngine(policyOf([{ ...PREDICTIVE, maxUnmet }]), state);
      const memory = engine.state().rules[0]?.memory as {
        readonly forecast: { readonly risk: { readonly losses: { readonly expected: number } } };
      };
      return memory.forecast.risk.losses.expected;
    };
    expect(risk(0.1)).toBeGreaterThan(0);
    expect(risk(0.001)).toBe(0);
  });

  it('never breaks an engine, whatever was done to it', () => {
    const policy = policyOf([PREDICTIVE, queueTarget(10)], { leastUnits: 2 });
    const state = learned(policy).state();
    // Bytes that stand for other numbers cannot be told from learnt ones: left out.
    const text = JSON.stringify({ ...state, rules: state.rules.map(withoutFloats) });
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom('0', 'A', '-', '9', 'null', '"'), (at, change) => {
        const damaged = text.slice(0, at) + change + text.slice(at + 1);
        let state: unknown;
        try {
          state = JSON.parse(damaged);
        } catch {
          return;
        }
        const engine = new ScalingEngine(policy, state);
        engine.observe({ minute: NOON + 300, values: { demand: 200, queue: 20 }, ready: 30 });
        const { desired } = decideAt(engine);
        expect(Number.isInteger(desired) && desired >= 2 && desired <= 1000).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe('compact numbers', () => {
  it('are what Node makes of the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(toBase64(bytes)).toBe(text);
        expect(fromBase64(text)).toEqual(bytes);
      }),
    );
  });

  it('come back as they were, lists rounded to 24 bits', () => {
    const value = {
      minute: NOON,
      share: 0.1,
      blocks: [1.5, 2.25, 1e6],
      minutes: [NOON, NOON + 1],
      orders: [
        [1, 2],
        [3, 4],
      ],
      pending: [
        { minute: NOON, features: [0.5, 1] },
        { minute: NOON + 1, features: [2, 3] },
      ],
      none: [],
    };
    expect(unpackNumbers(JSON.parse(JSON.stringify(packNumbers(value))))).toEqual(value);
    expect(unpackNumbers(packNumbers([0.1]))).toEqual([Math.fround(0.1)]);
  });

  it('refuse what is no base64', () => {
    for (const text of ['A', 'AB=', 'A===', 'AA*A', 'AAé=']) {
      expect(fromBase64(text)).toBeUndefined();
    }
    expect(unpackNumbers({ floats: 'AAA=' })).toBeUndefined();
    expect(unpackNumbers({ width: 2, lists: { floats: 'AAAAAA==' } })).toBeUndefined();
  });
});
