import { describe, expect, it } from 'vitest';
import { combineVotes, type VotesInput } from '../../../core/scaling-policy/combine-votes';
import type { Vote } from '../../../core/scaling-policy/scaling-input';

const BOUNDS = { floor: 1, ceiling: 20, ceilingCause: 'most-units' } as const;

/** A rule of that name asks for `out` units and keeps `keep`. */
function vote(rule: string, out: number | undefined, keep: number | undefined): Vote {
  return { rule, quality: 'ok', out, keep, reason: { code: rule, text: `${rule} says so` } };
}

function combine(desired: number, votes: readonly Vote[], more: Partial<VotesInput> = {}) {
  return combineVotes({ desired, votes, bounds: BOUNDS, limits: {}, actions: 0, ...more });
}

describe('votes for more', () => {
  it('that agree are told by the first rule', () => {
    expect(combine(5, [vote('first', 8, 8), vote('second', 8, 8)])).toEqual({
      kind: 'scale-out',
      desired: 8,
      reason: { code: 'first', text: 'first says so' },
      wanted: false,
    });
  });

  it('for just the ceiling are met in whole', () => {
    expect(combine(5, [vote('rule', 20, 20)])).toMatchObject({
      desired: 20,
      wanted: false,
      reason: { text: 'rule says so' },
    });
  });

  it('for just what growth allows are met in whole, and one unit more is wanted', () => {
    const limits = { growthFactor: 2 };
    expect(combine(5, [vote('rule', 10, 10)], { limits })).toMatchObject({ desired: 10, wanted: false });
    expect(combine(5, [vote('rule', 11, 11)], { limits })).toMatchObject({
      desired: 10,
      wanted: true,
      reason: { text: 'rule says so; only 10, since units grow by a factor of at most 2 at once' },
    });
  });

  it('for just the ceiling that growth does not allow are held by growth', () => {
    const outcome = combine(5, [vote('rule', 20, 20)], { limits: { growthFactor: 2 } });
    expect(outcome.reason.text).toContain('only 10, since units grow');
  });

  it('above the ceiling that growth ends before are held by growth', () => {
    const outcome = combine(5, [vote('rule', 21, 21)], { limits: { growthFactor: 2 } });
    expect(outcome.reason.text).toContain('only 10, since units grow');
  });
});

describe('votes for fewer', () => {
  it('end at the floor, and hold there', () => {
    const bounds = { ...BOUNDS, floor: 4 };
    expect(combine(6, [vote('rule', 2, 2)], { bounds })).toMatchObject({ kind: 'scale-in', desired: 4 });
    expect(combine(4, [vote('rule', 2, 2)], { bounds })).toEqual({
      kind: 'hold',
      desired: 4,
      reason: { code: 'at-floor', text: 'rule says so, but at least 4 stay' },
      wanted: false,
    });
  });

  it('wait when the hour had its changes', () => {
    const spent = { limits: { actionsPerHour: 2 }, actions: 2 };
    expect(combine(6, [vote('rule', 2, 2)], spent)).toMatchObject({
      kind: 'hold',
      desired: 6,
      wanted: true,
      reason: { code: 'actions-spent' },
    });
    expect(combine(6, [vote('rule', 2, 2)], { ...spent, actions: 1 }).kind).toBe('scale-in');
  });

  it('are wanted only where somebody keeps fewer while another cannot tell', () => {
    const silent = vote('silent', undefined, undefined);
    expect(combine(6, [vote('rule', 2, 5), silent])).toMatchObject({ kind: 'hold', wanted: true });
    expect(combine(6, [vote('rule', 2, 6), silent])).toMatchObject({ kind: 'hold', wanted: false });
    expect(combine(6, [silent])).toMatchObject({ wanted: false, reason: { code: 'metrics-missing' } });
  });
});
