import { describe, expect, it } from 'vitest';
import { ScalingEngine } from '../../../core/scaling-policy/scaling-engine';
import type { ScalingPolicy } from '../../../core/scaling-policy/scaling-policy';
import type { WindowBounds } from '../../../core/scaling-policy/schedule-window';
import { cpuTarget, NO_WINDOWS, NOON, PREDICTIVE, policyOf, queueTarget, runLoop, tell } from './policy-fixture';

function decide(policy: ScalingPolicy, queue: number | undefined, desired: number, windows: WindowBounds = NO_WINDOWS) {
  const engine = new ScalingEngine(policy);
  engine.observe({ minute: NOON, values: { queue }, ready: desired });
  return engine.decide({ minute: NOON + 1, desired, windows });
}

const rules = [queueTarget(10)];

describe('bounds', () => {
  it('end a scale-out, and say which', () => {
    const decision = decide(policyOf(rules, { mostUnits: 8 }), 200, 5);
    expect(decision).toMatchObject({ kind: 'scale-out', desired: 8, wanted: true, ceiling: 8 });
    expect(decision.reason.text).toContain('20 are needed; only 8, since mostUnits allows 8');
    expect(decide(policyOf(rules, { mostUnits: 8 }), 200, 8)).toMatchObject({
      kind: 'hold',
      wanted: true,
      reason: { code: 'most-units' },
    });
  });

  it('are as low as what may be paid', () => {
    const costCeiling = { dollarsPerHour: 10, unitDollarsPerHour: 1.6 };
    expect(decide(policyOf(rules, { costCeiling }), 200, 6)).toMatchObject({
      kind: 'hold',
      desired: 6,
      reason: { code: 'cost-ceiling' },
    });
    expect(
      decide(policyOf(rules, { costCeiling: { dollarsPerHour: 0.3, unitDollarsPerHour: 0.1 } }), 90, 1).desired,
    ).toBe(3);
  });

  it('are restored at once, whatever the rules know and the limits say', () => {
    const policy = policyOf(rules, { leastUnits: 6, mostUnits: 9, limits: { growthFactor: 1.1, actionsPerHour: 1 } });
    expect(decide(policy, undefined, 2)).toMatchObject({ desired: 6, reason: { code: 'below-floor' } });
    expect(decide(policy, undefined, 30)).toMatchObject({ desired: 9, reason: { code: 'most-units' } });
  });

  it('are those of the windows that are open; a floor wins over a lower ceiling', () => {
    const policy = policyOf(rules, { mostUnits: 50 });
    expect(decide(policy, 10, 2, { names: ['day'], floor: 7 })).toMatchObject({ desired: 7, floor: 7 });
    expect(decide(policy, 100, 20, { names: ['night'], ceiling: 4 })).toMatchObject({
      desired: 4,
      reason: { code: 'window-ceiling' },
    });
    expect(decide(policy, 10, 2, { names: ['both'], floor: 7, ceiling: 4 })).toMatchObject({ floor: 7, ceiling: 7 });
    expect(decide(policy, 10, 2, { names: ['much'], floor: 70 })).toMatchObject({ floor: 50, ceiling: 50 });
  });
});

describe('limits on change', () => {
  it('grow by a factor at once, and by one at least', () => {
    const policy = policyOf(rules, { leastUnits: 0, limits: { growthFactor: 1.5 } });
    expect(decide(policy, 500, 10)).toMatchObject({ desired: 15, wanted: true });
    expect(decide(policy, 500, 1).desired).toBe(2);
    expect(decide(policy, 500, 0).desired).toBe(1);
  });

  it('hold when an hour had its actions, and no longer', () => {
    const policy = policyOf(rules, { limits: { actionsPerHour: 2 } });
    const demand = (minute: number) => 10 * (2 + minute);
    const run = runLoop(policy, { demand, minutes: 70, firstUnits: 1, startMinutes: 0 });
    const changes = run.flatMap(({ decision }, index) => (decision.kind === 'hold' ? [] : [index]));
    expect(changes.filter((minute) => minute < 60)).toHaveLength(2);
    expect(changes.filter((minute) => minute >= 60).length).toBeGreaterThan(0);
    expect(run[10]?.decision).toMatchObject({ wanted: true, reason: { code: 'actions-spent' } });
  });
});

describe('several rules', () => {
  const both = [cpuTarget(50), queueTarget(10)];

  it('go out for the one that asks for most', () => {
    const engine = new ScalingEngine(policyOf(both));
    const decision = tell(engine, NOON, { cpuPercent: 99, queue: 300 }, { desired: 10 });
    expect(decision).toMatchObject({ desired: 30 });
    expect(decision.reason.text).toContain('queue');
    expect(decision.votes.map(({ out }) => out)).toEqual([20, 30]);
  });

  it('keep what one of them needs', () => {
    const engine = new ScalingEngine(policyOf(both));
    let decision = tell(engine, NOON, { cpuPercent: 5, queue: 80 }, { desired: 10 });
    for (let minute = 1; minute < 60; minute += 1) {
      decision = tell(engine, NOON + minute, { cpuPercent: 5, queue: 80 }, { desired: 10 });
    }
    expect(decision).toMatchObject({ kind: 'scale-in', desired: 8 });
  });

  it('give nothing up while one of them cannot tell, but go out for the others', () => {
    const engine = new ScalingEngine(policyOf(both));
    for (let minute = 0; minute < 59; minute += 1) {
      tell(engine, NOON + minute, { cpuPercent: 5 }, { desired: 10 });
    }
    const decision = tell(engine, NOON + 59, { cpuPercent: 5 }, { desired: 10 });
    expect(decision).toMatchObject({ kind: 'hold', wanted: true, reason: { code: 'metric-missing' } });
    expect(tell(engine, NOON + 60, { cpuPercent: 90 }, { desired: 10 })).toMatchObject({
      kind: 'scale-out',
      desired: 18,
    });
  });

  it('hold when none can tell', () => {
    const engine = new ScalingEngine(policyOf(both));
    const decision = tell(engine, NOON, { cpuPercent: Number.NaN, queue: -3 }, { desired: 10 });
    expect(decision).toMatchObject({ kind: 'hold', desired: 10, wanted: false, reason: { code: 'metrics-missing' } });
    expect(decision.reason.text).toBe('cpuPercent was never read; queue was never read: nothing is changed');
  });
});

describe('a forecast', () => {
  const policy = policyOf([{ ...PREDICTIVE, unitCapacity: 10 }]);

  it('says when it goes by the recent level', () => {
    const engine = new ScalingEngine(policy);
    // Odd hours are busy for four days, and quiet on the fifth.
    const qualities = Array.from({ length: 5 * 1440 }, (_, minute) => {
      const isBusy = Math.floor(minute / 60) % 2 === (minute < 4 * 1440 ? 1 : 0);
      return tell(engine, NOON + minute, { demand: isBusy ? 200 : 40 }, { desired: 60 }).votes[0];
    });
    const fallback = qualities.find((vote) => vote?.quality === 'fallback');
    expect(fallback?.reason.text).toMatch(/^.+; .+ units of demand are expected/);
    expect(qualities[0]?.quality).toBe('ok');
  });

  it('takes a demand that nobody can have for none', () => {
    const engine = new ScalingEngine(policy);
    tell(engine, NOON, { demand: 100 }, { desired: 12 });
    const decision = tell(engine, NOON + 1, { demand: 1e300 }, { desired: 12 });
    expect(decision.desired).toBeLessThan(20);
  });

  it('believes a demand that the policy allows units for, as in a replay without a ceiling', () => {
    const desiredOf = (mostUnits: number) => {
      const engine = new ScalingEngine({ ...policy, mostUnits });
      return tell(engine, NOON, { demand: 500_000 }, { desired: 12 }).desired;
    };
    expect(desiredOf(5000)).toBe(12);
    expect(desiredOf(100_000)).toBeGreaterThan(40_000);
  });

  it('learns what was unmet, from what served or from who measured it', () => {
    const orderAfter = (readings: object) => {
      const engine = new ScalingEngine(policy);
      for (let minute = 0; minute < 1500; minute += 1) {
        const demand = 10_000 + 5000 * Math.sin(minute / 9);
        engine.observe({ minute: NOON + minute, values: { demand }, ...readings });
      }
      return engine.decide({ minute: NOON + 1500, desired: 1, windows: NO_WINDOWS }).forecast?.order ?? 0;
    };
    const met = orderAfter({ ready: 3000 });
    expect(orderAfter({ ready: 900 })).toBeGreaterThan(met);
    expect(orderAfter({ ready: 3000, unmetUnits: 100 })).toBeGreaterThan(met);
    // That nobody knows is no proof that all was met.
    expect(orderAfter({})).toBeGreaterThan(met);
  });
});

describe('a reading of a demand that nobody can have', () => {
  const policy = policyOf([queueTarget(10)]);

  it('counts once the next one shows it, too', () => {
    const engine = new ScalingEngine(policy);
    tell(engine, NOON, { queue: 50 }, { desired: 5 });
    const first = tell(engine, NOON + 1, { queue: 1e300 }, { desired: 5 });
    expect(first).toMatchObject({ kind: 'hold', desired: 5, reason: { code: 'metrics-missing' } });
    expect(first.reason.text).toContain('queue asks for 1e+299 units, which counts once the next reading does, too');
    // Neither asking again nor a state in between is another reading.
    const restored = new ScalingEngine(policy, JSON.parse(JSON.stringify(engine.state())));
    expect(restored.decide({ minute: NOON + 2, desired: 5, windows: NO_WINDOWS }).kind).toBe('hold');
    expect(tell(restored, NOON + 2, { queue: 100_010 }, { desired: 5 })).toMatchObject({ desired: 1000 });
    const told = new ScalingEngine(policy, JSON.parse(JSON.stringify(engine.state())));
    expect(tell(told, NOON + 2, { queue: 100_010 }, { desired: 5 })).toMatchObject({ desired: 1000 });
  });

  it('is forgotten when the next one is as usual', () => {
    const engine = new ScalingEngine(policy);
    tell(engine, NOON, { queue: 1e300 }, { desired: 5 });
    tell(engine, NOON + 1, { queue: 50 }, { desired: 5 });
    expect(tell(engine, NOON + 2, { queue: 1e300 }, { desired: 5 }).desired).toBe(5);
  });
});

describe('the age of readings', () => {
  it('goes by the newest value for five minutes, and by none after', () => {
    const engine = new ScalingEngine(policyOf([queueTarget(10)]));
    engine.observe({ minute: NOON, values: { queue: 90 }, ready: 2 });
    const at = (minute: number) => engine.decide({ minute: NOON + minute, desired: 2, windows: NO_WINDOWS });
    expect(at(5)).toMatchObject({ kind: 'scale-out', desired: 9 });
    expect(at(6)).toMatchObject({ kind: 'hold', reason: { code: 'metrics-missing' } });
    expect(at(6).reason.text).toContain('queue was read 6 minutes ago');
    expect(at(-6).reason.text).toContain('in the future: check the clocks');
  });

  it('counts from when metrics can be there, for all rules of a policy whose metrics come late', () => {
    const late = { ...PREDICTIVE, metricDelaySeconds: 600 };
    const engine = new ScalingEngine(policyOf([late, queueTarget(10)]));
    engine.observe({ minute: NOON, values: { queue: 90, demand: 10 }, ready: 2 });
    const at = (minute: number) => engine.decide({ minute: NOON + minute, desired: 2, windows: NO_WINDOWS });
    expect(at(12)).toMatchObject({ kind: 'scale-out', desired: 9 });
    expect(at(14).votes.map(({ quality }) => quality)).toEqual(['ok', 'ok']);
    expect(at(15).reason.code).toBe('metrics-missing');
  });

  it('counts so for a rule that reacts, too', () => {
    const engine = new ScalingEngine(policyOf([{ ...queueTarget(10), metricDelaySeconds: 600 }]));
    engine.observe({ minute: NOON, values: { queue: 90 }, ready: 2 });
    const at = (minute: number) => engine.decide({ minute: NOON + minute, desired: 2, windows: NO_WINDOWS });
    expect(at(14)).toMatchObject({ kind: 'scale-out', desired: 9 });
    expect(at(15).reason.code).toBe('metrics-missing');
  });

  it('is that of the newest minute, in whatever order minutes are read again', () => {
    const policy = policyOf([queueTarget(10), PREDICTIVE]);
    const engine = new ScalingEngine(policy);
    tell(engine, NOON + 9, { queue: 90 }, { desired: 2 });
    const restored = new ScalingEngine(policy, engine.state());
    restored.observe({ minute: NOON + 3, values: { queue: 10, demand: 10 } });
    const decision = restored.decide({ minute: NOON + 10, desired: 2, windows: NO_WINDOWS });
    expect(decision).toMatchObject({ kind: 'scale-out', desired: 9 });
  });

  it('refuses numbers that cannot be', () => {
    const engine = new ScalingEngine(policyOf([queueTarget(10)]));
    const input = { minute: NOON, desired: 2, windows: NO_WINDOWS };
    expect(() => engine.decide({ ...input, desired: Number.NaN })).toThrow(/desired is NaN; accepted: a whole number/);
    expect(() => engine.decide({ ...input, minute: 0.5 })).toThrow(/minute is 0.5/);
    expect(() => engine.observe({ minute: Number.POSITIVE_INFINITY, values: {} })).toThrow(/minute is Infinity/);
  });
});
