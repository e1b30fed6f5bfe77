import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScalingEngine } from '../../../core/scaling-policy/scaling-engine';
import type { ScalingPolicyDecision } from '../../../core/scaling-policy/scaling-input';
import type { ScalingPolicy, ScalingRule } from '../../../core/scaling-policy/scaling-policy';
import { NO_WINDOWS, NOON, PREDICTIVE, policyOf, runLoop } from './policy-fixture';

const reading = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: 0, max: 5000, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(undefined, Number.NaN, -1, Number.POSITIVE_INFINITY, 1e300, 0, 100) },
);
const anyRule: fc.Arbitrary<ScalingRule> = fc.oneof(
  fc.record({
    kind: fc.constant('target' as const),
    metric: fc.constantFrom('cpuPercent', 'gpuPercent'),
    per: fc.constant('unit' as const),
    target: fc.integer({ min: 5, max: 90 }),
  }),
  fc.record({
    kind: fc.constantFrom('target' as const),
    metric: fc.constant('queue'),
    per: fc.constant('fleet' as const),
    target: fc.integer({ min: 1, max: 1000 }),
  }),
  fc.record({
    kind: fc.constant('threshold' as const),
    metric: fc.constantFrom('connections', 'cpuPercent'),
    per: fc.constant('unit' as const),
    outAbove: fc.integer({ min: 60, max: 99 }),
    inBelow: fc.integer({ min: 5, max: 59 }),
  }),
  fc.record({
    kind: fc.constant('steps' as const),
    metric: fc.constant('queue'),
    per: fc.constant('fleet' as const),
    outAbove: fc.integer({ min: 60, max: 99 }),
    inBelow: fc.integer({ min: 5, max: 59 }),
    factor: fc.constantFrom(1.1, 1.5, 2, 7),
  }),
  fc.constant(PREDICTIVE),
);
const anyPolicy: fc.Arbitrary<ScalingPolicy> = fc
  .record({
    rules: fc.array(anyRule, { minLength: 1, maxLength: 4 }),
    leastUnits: fc.integer({ min: 0, max: 20 }),
    more: fc.integer({ min: 1, max: 200 }),
    limits: fc.record(
      { growthFactor: fc.constantFrom(1.1, 2), actionsPerHour: fc.integer({ min: 1, max: 10 }) },
      { requiredKeys: [] },
    ),
    costCeiling: fc.option(fc.constant({ dollarsPerHour: 40, unitDollarsPerHour: 1 }), { nil: undefined }),
  })
  .map(({ more, ...policy }) => policyOf(policy.rules, { ...policy, mostUnits: policy.leastUnits + more }));
const anyMinute = fc.record({
  values: fc.record({
    cpuPercent: reading,
    gpuPercent: reading,
    queue: reading,
    connections: reading,
    demand: reading,
  }),
  ready: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
  skipped: fc.nat({ max: 2 }),
});
const anyMinutes = fc.array(anyMinute, { minLength: 1, maxLength: 40 });
type Minute = typeof anyMinute extends fc.Arbitrary<infer One> ? One : never;

/** The fleet does what is decided, at once. */
function play(engine: ScalingEngine, minutes: readonly Minute[], firstUnits: number): readonly ScalingPolicyDecision[] {
  let desired = firstUnits;
  let minute = NOON;
  return minutes.map(({ values, ready, skipped }) => {
    minute += 1 + skipped;
    engine.observe({ minute, values, ready });
    const decision = engine.decide({ minute: minute + 1, desired, windows: NO_WINDOWS });
    desired = decision.desired;
    return decision;
  });
}

describe('every decision', () => {
  it('lies within the bounds, is a number, and has a reason', () => {
    fc.assert(
      fc.property(anyPolicy, anyMinutes, fc.nat({ max: 400 }), (policy, minutes, units) => {
        for (const { desired, floor, ceiling, reason, kind } of play(new ScalingEngine(policy), minutes, units)) {
          expect(Number.isInteger(desired)).toBe(true);
          expect(desired).toBeGreaterThanOrEqual(Math.max(floor, Math.min(policy.leastUnits, 40)));
          expect(desired).toBeLessThanOrEqual(Math.min(ceiling, policy.mostUnits, policy.costCeiling ? 40 : 5000));
          expect(reason.code).toMatch(/^[a-z]+(-[a-z]+)*$/);
          expect(reason.text).not.toMatch(/NaN|undefined|Infinity/);
          expect(['hold', 'scale-out', 'scale-in']).toContain(kind);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the safest vote within bounds and limits', () => {
    fc.assert(
      fc.property(anyPolicy, anyMinutes, fc.nat({ max: 200 }), (policy, minutes, units) => {
        let before = units;
        for (const { votes, desired, ceiling, floor } of play(
          new ScalingEngine({ ...policy, limits: {} }),
          minutes,
          units,
        )) {
          const most = Math.max(...votes.map(({ out }) => out ?? 0));
          const kept = votes.some(({ keep }) => keep === undefined)
            ? before
            : Math.max(...votes.map(({ keep }) => keep ?? 0));
          expect(desired).toBeGreaterThanOrEqual(Math.min(ceiling, Math.max(most, Math.min(before, kept))));
          expect(desired).toBeLessThanOrEqual(Math.max(floor, before, most));
          before = desired;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('knows nothing of later minutes', () => {
    fc.assert(
      fc.property(anyPolicy, anyMinutes, fc.nat({ max: 40 }), (policy, minutes, length) => {
        const whole = play(new ScalingEngine(policy), minutes, 5);
        const prefix = play(new ScalingEngine(policy), minutes.slice(0, length), 5);
        expect(prefix).toEqual(whole.slice(0, length));
      }),
      { numRuns: 100 },
    );
  });

  it('is the same when minutes come twice, or late, or when it is asked for twice', () => {
    fc.assert(
      fc.property(anyPolicy, anyMinutes, anyMinutes, (policy, minutes, others) => {
        const plain = play(new ScalingEngine(policy), minutes, 5);
        const engine = new ScalingEngine(policy);
        let desired = 5;
        let minute = NOON;
        const disturbed = minutes.map(({ values, ready, skipped }, index) => {
          minute += 1 + skipped;
          engine.observe({ minute, values, ready });
          const late = others[index % others.length];
          engine.observe({ minute: minute - (index % 3), values: late?.values ?? {}, ready: late?.ready });
          engine.decide({ minute: minute + 1, desired, windows: NO_WINDOWS });
          const decision = engine.decide({ minute: minute + 1, desired, windows: NO_WINDOWS });
          desired = decision.desired;
          return decision;
        });
        expect(disturbed).toEqual(plain);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a fleet in a loop', () => {
  const anyLoad = fc.record({
    policy: anyPolicy,
    units: fc.integer({ min: 1, max: 1000 }),
    share: fc.double({ min: 0, max: 2, noNaN: true }),
  });

  it('does not flap on constant load: rules that react never come back to more, the forecast twice at most', () => {
    fc.assert(
      fc.property(anyLoad, ({ policy, units, share }) => {
        const wide = { ...policy, mostUnits: 5000, limits: {} };
        const run = runLoop(wide, { demand: () => units * 50 * share, minutes: 600, firstUnits: units });
        const late = run.slice(120).filter(({ decision }) => decision.kind === 'scale-out');
        // What the forecast takes for risk changes while it learns that nothing ever happens.
        const isLearning = policy.rules.some(({ kind }) => kind === 'predictive');
        expect(late.length).toBeLessThanOrEqual(isLearning ? 2 : 0);
      }),
      { numRuns: 40 },
    );
  });

  it('neither grows nor shrinks in an hour without readings', () => {
    fc.assert(
      fc.property(anyLoad, fc.nat({ max: 100 }), ({ policy, units, share }, first) => {
        const demand = (minute: number) => units * 50 * share * (1 + Math.sin(minute / 40));
        const isLost = (minute: number) => minute >= first && minute < first + 66;
        const run = runLoop(policy, { demand, minutes: first + 66, firstUnits: units, isLost });
        // What was known before may be carried out for five minutes, also when the limit of actions let it wait until then.
        const late = run.slice(first + 6).filter(({ decision }) => decision.kind !== 'hold');
        expect(late.filter(({ decision }) => !/floor|units|ceiling/.test(decision.reason.code))).toEqual([]);
        expect(late.filter(({ decision }) => decision.kind === 'scale-in')).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
