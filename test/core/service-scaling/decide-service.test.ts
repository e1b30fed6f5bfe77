import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScaledService } from '../../../core/contract/scaled-service';
import type { ScalingPolicyDecision } from '../../../core/scaling-policy/scaling-input';
import {
  decideService,
  findObstacle,
  ownCeilingAfter,
  type ServiceInput,
} from '../../../core/service-scaling/decide-service';

const SERVICE: ScaledService = {
  resourceId: 'service/c/s',
  actuator: 'floor',
  metrics: {},
  policy: { formatVersion: 1, mode: 'automatic', leastUnits: 1, mostUnits: 30, rules: [], windows: [], limits: {} },
};
const SHORTAGE = { code: 'no-capacity', text: 'blocked: no capacity' };

function inputOf(changes: Partial<ServiceInput> = {}): ServiceInput {
  return {
    service: SERVICE,
    target: { floor: 4, ceiling: 10, suspended: false },
    tasks: { desired: 6, isDeploying: false },
    shortage: undefined,
    ...changes,
  };
}

function wishOf(desired: number, changes: Partial<ScalingPolicyDecision> = {}): ScalingPolicyDecision {
  const reason = { code: 'target', text: `asks for ${desired}` };
  return { kind: 'hold', desired, reason, wanted: false, votes: [], floor: 1, ceiling: 30, ...changes };
}

describe('decideService', () => {
  it.each([
    [4, 'hold', undefined],
    [7, 'scale-out', { floor: 7, ceiling: 10 }],
    [2, 'scale-in', { floor: 2, ceiling: 10 }],
    [25, 'scale-out', { floor: 10, ceiling: 10 }],
  ])('as the floor, a wish of %i is a %s', (desired, kind, bounds) => {
    expect(decideService(inputOf(), wishOf(desired))).toMatchObject({ kind, ...(bounds ? { bounds } : {}) });
  });

  it('has nothing held when nothing is to change, also while the service is deployed', () => {
    const tasks = { desired: 6, isDeploying: true };
    expect(decideService(inputOf({ tasks }), wishOf(4))).toMatchObject({ kind: 'hold', wanted: false });
  });

  it('as desired, sets no bound while AWS has no capacity: a lower ceiling would end tasks', () => {
    const service: ScaledService = { ...SERVICE, actuator: 'desired' };
    const decision = decideService(inputOf({ service, shortage: SHORTAGE }), wishOf(9));
    expect(decision).toMatchObject({ kind: 'hold', reason: SHORTAGE, wanted: true });
  });

  it('says that the target has no room for more, once its floor is its ceiling', () => {
    const target = { floor: 10, ceiling: 10, suspended: false };
    const decision = decideService(inputOf({ target }), wishOf(25));
    expect(decision).toMatchObject({ kind: 'hold', wanted: true, reason: { code: 'target-ceiling' } });
  });

  it('takes the ceiling for its own once it has set it, and not while it only observes', () => {
    const input = inputOf({ service: { ...SERVICE, actuator: 'desired' } });
    const decision = decideService(input, wishOf(9));
    expect(ownCeilingAfter(input, decision, true)).toBe(9);
    expect(ownCeilingAfter(input, decision, false)).toBeUndefined();
    expect(ownCeilingAfter(inputOf(), decideService(inputOf(), wishOf(7)), true)).toBeUndefined();
  });

  it('forgets a ceiling that somebody else has set since', () => {
    const wish = wishOf(4);
    const kept = (ownCeiling: number) => {
      const input = inputOf({ ownCeiling });
      return ownCeilingAfter(input, { kind: 'hold', reason: wish.reason, wanted: false }, true);
    };
    expect([kept(10), kept(20)]).toEqual([10, undefined]);
  });

  it('keeps a ceiling of its own that is above the most units once the policy no longer moves it', () => {
    const policy = { ...SERVICE.policy, mostUnits: 8 };
    const input = inputOf({ service: { ...SERVICE, policy }, ownCeiling: 10 });
    expect(decideService(input, wishOf(4)).kind).toBe('hold');
  });

  it.each([
    [6, 'set-bounds', 6],
    [9, 'scale-out', 9],
    [25, 'scale-out', 25],
    [3, 'scale-in', 3],
  ])('as desired, a wish of %i is a %s to exactly that', (desired, kind, units) => {
    const service: ScaledService = { ...SERVICE, actuator: 'desired' };
    const decision = decideService(inputOf({ service }), wishOf(desired));
    expect(decision).toMatchObject({ kind, bounds: { floor: units, ceiling: units } });
  });

  it('sets the ceiling for a policy with a cost ceiling', () => {
    const costCeiling = { dollarsPerHour: 8, unitDollarsPerHour: 1 };
    const service = { ...SERVICE, policy: { ...SERVICE.policy, costCeiling } };
    const decision = decideService(inputOf({ service }), wishOf(4, { ceiling: 8 }));
    expect(decision).toMatchObject({ kind: 'set-bounds', bounds: { floor: 4, ceiling: 8 } });
  });

  it('holds scale-out by a shortage, scale-in by a deployment, and neither the other way round', () => {
    const tasks = { desired: 6, isDeploying: true };
    expect(decideService(inputOf({ shortage: SHORTAGE }), wishOf(7))).toMatchObject({ kind: 'hold', reason: SHORTAGE });
    expect(decideService(inputOf({ shortage: SHORTAGE }), wishOf(2)).kind).toBe('scale-in');
    expect(decideService(inputOf({ tasks }), wishOf(2))).toMatchObject({ kind: 'hold', reason: { code: 'deploying' } });
    expect(decideService(inputOf({ tasks }), wishOf(7)).kind).toBe('scale-out');
  });

  it.each([
    ['a shortage', { shortage: SHORTAGE }, 7],
    ['a deployment', { tasks: { desired: 6, isDeploying: true } }, 2],
  ])('sets the ceiling of target tracking while the floor is held by %s', (_, changes, wanted) => {
    const window = { name: 'night', start: '0 22 * * *', timeZone: 'Etc/UTC', minutes: 60, ceiling: 5 };
    const service = { ...SERVICE, policy: { ...SERVICE.policy, windows: [window] } };
    const decide = (ceiling: number) => decideService(inputOf({ service, ...changes }), wishOf(wanted, { ceiling }));
    expect(decide(30)).toMatchObject({ kind: 'set-bounds', bounds: { floor: 4, ceiling: 30 } });
    expect(decide(8)).toMatchObject({ kind: 'set-bounds', bounds: { floor: 4, ceiling: 8 } });
    expect(decide(10)).toMatchObject({ kind: 'hold', wanted: true });
  });

  it('lowers a ceiling no further than to the floor that is held', () => {
    const costCeiling = { dollarsPerHour: 3, unitDollarsPerHour: 1 };
    const service = { ...SERVICE, policy: { ...SERVICE.policy, costCeiling } };
    const input = inputOf({ service, tasks: { desired: 6, isDeploying: true } });
    const decision = decideService(input, wishOf(3, { ceiling: 3 }));
    expect(decision).toMatchObject({ kind: 'set-bounds', bounds: { floor: 4, ceiling: 4 } });
  });

  it('never sets a floor above a ceiling, nor an unlimited policy another ceiling than the target has', () => {
    const count = fc.integer({ min: 0, max: 60 });
    const input = fc.record({ low: count, high: count, desired: count, running: count, blocked: fc.boolean() });
    fc.assert(
      fc.property(input, fc.constantFrom('floor', 'desired'), (given, actuator) => {
        const [floor = 0, ceiling = 0] = [given.low, given.high].sort((a, b) => a - b);
        const target = { floor, ceiling, suspended: false };
        const service: ScaledService = { ...SERVICE, actuator };
        const tasks = { desired: given.running, isDeploying: false };
        const shortage = given.blocked ? SHORTAGE : undefined;
        const decision = decideService({ service, target, tasks, shortage }, wishOf(given.desired));
        if (decision.kind !== 'hold') {
          expect(decision.bounds.floor).toBeLessThanOrEqual(decision.bounds.ceiling);
          expect(decision.bounds.ceiling).toBe(actuator === 'floor' ? ceiling : given.desired);
        }
        expect(decision.reason.text).not.toBe('');
      }),
    );
  });
});

describe('findObstacle', () => {
  it.each([
    [{ target: undefined }, 'no-target'],
    [{ tasks: undefined }, 'no-service'],
    [{ target: { floor: 4, ceiling: 10, suspended: true } }, 'suspended'],
    [{}, undefined],
  ])('of %j is %s', (changes, code) => {
    expect(findObstacle(inputOf(changes))?.reason.code).toBe(code);
  });
});
