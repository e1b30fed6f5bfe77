import { describe, expect, it } from 'vitest';
import { ScalingEngine } from '../../../core/scaling-policy/scaling-engine';
import { stepLadder } from '../../../core/scaling-policy/step-ladder';
import {
  CONNECTIONS,
  changesOf,
  cpuTarget,
  NOON,
  policyOf,
  QUEUE_STEPS,
  queueTarget,
  runLoop,
  tell,
} from './policy-fixture';

function first(policy: ReturnType<typeof policyOf>, values: Record<string, number>, desired: number, ready = desired) {
  return tell(new ScalingEngine(policy), NOON, values, { desired, ready });
}

describe('a target rule', () => {
  it('orders what brings each unit to the target', () => {
    // 90 % of 10 units are 900 %: 15 units at 60 %.
    const decision = first(policyOf([cpuTarget(60)]), { cpuPercent: 90 }, 10);
    expect(decision).toMatchObject({ kind: 'scale-out', desired: 15, reason: { code: 'above-target' } });
    expect(decision.reason.text).toBe('cpuPercent is 90 a unit at 10 units, target 60: 15 are needed');
  });

  it('does nothing within a tenth of the target', () => {
    for (const cpuPercent of [54, 60, 66]) {
      const decision = first(policyOf([cpuTarget(60)]), { cpuPercent }, 10);
      expect(decision).toMatchObject({ kind: 'hold', desired: 10, wanted: false, reason: { code: 'near-target' } });
    }
  });

  it('acts above a target that is near the most that its metric shows', () => {
    // Of 95 to 100 the first half is tolerated. 99 % of 10 units are 990 %: 11 units at 95 %.
    const policy = policyOf([cpuTarget(95)]);
    expect(first(policy, { cpuPercent: 99 }, 10)).toMatchObject({ kind: 'scale-out', desired: 11 });
    expect(first(policy, { cpuPercent: 97 }, 10)).toMatchObject({ kind: 'hold', reason: { code: 'near-target' } });
    const run = runLoop(policy, { demand: () => 990, minutes: 60, firstUnits: 10 });
    expect(run.at(-1)).toMatchObject({ desired: 11, decision: { reason: { code: 'near-target' } } });
    expect(changesOf(run, 1)).toBe(0);
  });

  it('does not order again what is starting', () => {
    // 90 % of the 10 that serve, with 15 ordered.
    expect(first(policyOf([cpuTarget(60)]), { cpuPercent: 90 }, 15, 10).kind).toBe('hold');
  });

  it('does not order again what may be starting when nobody tells what serves', () => {
    const options = { demand: () => 900, minutes: 30, firstUnits: 10, startMinutes: 4, tellsReady: false };
    const run = runLoop(policyOf([cpuTarget(60)]), options);
    expect(Math.max(...run.map(({ desired }) => desired))).toBe(15);
  });

  it('divides what the fleet shares', () => {
    expect(first(policyOf([queueTarget(50)]), { queue: 420 }, 3).desired).toBe(9);
  });
});

describe('a threshold rule', () => {
  it('orders the fewest units that stay at the threshold', () => {
    const decision = first(policyOf([CONNECTIONS]), { connections: 8001 }, 2);
    expect(decision).toMatchObject({ desired: 3, reason: { code: 'above-threshold' } });
  });

  it('keeps a unit whose going would bring the others to the threshold', () => {
    const run = runLoop(policyOf([CONNECTIONS]), { demand: () => 2 * 6900, minutes: 200, firstUnits: 2 });
    expect(run.at(-1)).toMatchObject({ desired: 2, decision: { reason: { code: 'between-thresholds' } } });
  });

  it('lets a unit go when the others stay below', () => {
    const run = runLoop(policyOf([CONNECTIONS]), { demand: () => 7900, minutes: 60, firstUnits: 2 });
    expect(run.at(-1)?.desired).toBe(1);
  });

  it('never flaps at 8000 and 7000 connections, for 1 to 20 instances at any load', () => {
    for (let instances = 1; instances <= 20; instances += 1) {
      for (let each = 0; each <= 16_000; each += 1000) {
        for (const load of [each - 1, each, each + 1].map((value) => Math.max(0, value) * instances)) {
          const run = runLoop(policyOf([CONNECTIONS]), { demand: () => load, minutes: 180, firstUnits: instances });
          const units = run.map(({ desired }) => desired);
          const rises = units.filter((value, index) => value > (units[index - 1] ?? instances)).length;
          const falls = units.filter((value, index) => value < (units[index - 1] ?? instances)).length;
          expect(rises === 0 || falls === 0, `${instances} instances, ${load} connections: ${units}`).toBe(true);
          expect(changesOf(run, 130), `${instances} instances, ${load} connections`).toBe(0);
        }
      }
    }
  });
});

describe('a rule of steps', () => {
  it('goes 2, 3, 5, 8, 10 and back', () => {
    expect(stepLadder({ leastUnits: 2, mostUnits: 10 }, 1.5)).toEqual([2, 3, 5, 8, 10]);
    const bounds = { leastUnits: 2, mostUnits: 10 };
    const up = runLoop(policyOf([QUEUE_STEPS], bounds), { demand: () => 5000, minutes: 6, firstUnits: 2 });
    expect(up.map(({ desired }) => desired)).toEqual([3, 5, 8, 10, 10, 10]);
    const down = runLoop(policyOf([QUEUE_STEPS], bounds), { demand: () => 10, minutes: 200, firstUnits: 10 });
    expect([...new Set(down.map(({ desired }) => desired))]).toEqual([10, 8, 5, 3, 2]);
  });

  it('does not go back to a step that would be left at once', () => {
    // 59 each on 5 are 98 each on 3, but 61 each on 8 are none of its business.
    const run = runLoop(policyOf([QUEUE_STEPS], { leastUnits: 2, mostUnits: 10 }), {
      demand: () => 5 * 59,
      minutes: 200,
      firstUnits: 5,
    });
    expect(run.at(-1)?.desired).toBe(3);
    const high = runLoop(policyOf([{ ...QUEUE_STEPS, inBelow: 70 }], { leastUnits: 2, mostUnits: 10 }), {
      demand: () => 5 * 61,
      minutes: 200,
      firstUnits: 5,
    });
    expect(high.at(-1)?.desired).toBe(5);
  });

  it('starts at 0 where that is allowed, and rises by one where the factor does not', () => {
    expect(stepLadder({ leastUnits: 0, mostUnits: 5 }, 1.1)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(stepLadder({ leastUnits: 10, mostUnits: 12 }, 1.1)).toEqual([10, 11, 12]);
  });
});

describe('a metric that shows all it can', () => {
  it('asks for twice what serves, and not again while that starts', () => {
    const run = runLoop(policyOf([cpuTarget(60)]), {
      demand: () => 100_000,
      minutes: 6,
      firstUnits: 4,
      startMinutes: 2,
    });
    expect(run.map(({ desired }) => desired)).toEqual([8, 8, 16, 16, 32, 32]);
    expect(run[0]?.decision.votes[0]).toMatchObject({ quality: 'saturated', out: 8 });
  });

  it('asks for whole units where some served for a part of the minute', () => {
    const policy = policyOf([cpuTarget(60)]);
    expect(first(policy, { cpuPercent: 100 }, 4, 2.75).desired).toBe(6);
    expect(first(policy, { cpuPercent: 100 }, 4, 0.25).desired).toBe(4);
  });

  it('asks for more when what it shows needs more', () => {
    expect(first(policyOf([cpuTarget(30)]), { cpuPercent: 100 }, 4).desired).toBe(14);
  });

  it('has the end that the rule says', () => {
    const rule = { ...queueTarget(500), saturatesAt: 1000 };
    expect(first(policyOf([rule]), { queue: 1000 }, 3).desired).toBe(6);
  });

  it('goes to the step that is twice what serves', () => {
    const rule = { ...QUEUE_STEPS, metric: 'cpuPercent', per: 'unit', outAbove: 80, inBelow: 50 } as const;
    expect(first(policyOf([rule], { leastUnits: 2, mostUnits: 10 }), { cpuPercent: 100 }, 2).desired).toBe(5);
  });
});

describe('to and from zero', () => {
  const policy = policyOf([queueTarget(50)], { leastUnits: 0 });

  it('goes to nothing once nothing was asked for long enough, and comes back at once', () => {
    const demand = (minute: number) => (minute < 20 ? 100 : minute < 60 ? 0 : 1);
    const run = runLoop(policy, { demand, minutes: 62, firstUnits: 2 });
    expect(run[19]?.desired).toBe(2);
    expect(run[59]?.desired).toBe(0);
    expect(run[60]).toMatchObject({ desired: 1, decision: { kind: 'scale-out' } });
  });

  it('keeps one unit for the smallest demand', () => {
    const run = runLoop(policy, { demand: () => 0.001, minutes: 200, firstUnits: 3 });
    expect(run.at(-1)?.desired).toBe(1);
  });

  it('comes back although a metric of units has nothing to tell', () => {
    const both = policyOf([queueTarget(50), cpuTarget(60)], { leastUnits: 0 });
    const decision = tell(new ScalingEngine(both), NOON, { queue: 200 }, { desired: 0 });
    expect(decision).toMatchObject({ kind: 'scale-out', desired: 4 });
  });
});
