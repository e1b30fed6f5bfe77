import { describe, expect, it } from 'vitest';
import type { MoveOrder, RebalancePlan } from '../../../core/rebalance/rebalance-plan';
import { describeRebalance } from '../../../lambda/rebalancer/describe-rebalance';

const VIEW = {
  nodes: [],
  shards: [],
  unreadable: new Map<string, string>(),
  switches: { halted: false, parked: false },
};
const NO_FENCES = { fences: [], brakedTicks: 0 };
const BALANCE = {
  before: 1.4,
  after: 1.38,
  moves: 0,
  bytes: 0,
  lowerBoundBytes: 5,
  unmet: ['max/mean load stays at 1.38'],
};
const QUIET: RebalancePlan = {
  changes: [],
  orders: [],
  follows: [],
  held: {},
  isRebalancing: false,
  maxOverMean: 1.38,
  movesInFlight: 0,
  forgettable: [],
};
const ORDER: MoveOrder = {
  shard: { id: 's-1', owner: 'n1', followers: [], epoch: 1 },
  move: { id: 'm-1', from: 'n1', to: 'n2', state: 'copying', reason: 'rebalance', startedAtMs: 0, actor: 'n2' },
  reason: { code: 'rebalance', text: 'balance' },
};

function decisionsOf(plan: Partial<RebalancePlan>) {
  return describeRebalance(VIEW, NO_FENCES, { ...QUIET, ...plan }, true).map(({ decision }) => decision);
}

describe('describeRebalance', () => {
  it('keeps with a move for balance what it costs, what of that every plan moves, and what it gains', () => {
    const balance = { bytes: 200, lowerBoundBytes: 175, gain: 0.4 };
    expect(decisionsOf({ orders: [{ ...ORDER, balance }] })).toMatchObject([
      { kind: 'move', details: { shard: 's-1', from: 'n1', to: 'n2', bytes: 200, lowerBoundBytes: 175, gain: 0.4 } },
    ]);
    const others = decisionsOf({ orders: [ORDER] })[0]?.details;
    expect(others).toEqual({ shard: 's-1', move: 'm-1', from: 'n1', to: 'n2' });
  });

  it('says what the planner does not reach once nothing moves any more', () => {
    expect(decisionsOf({ balance: BALANCE })).toMatchObject([
      { kind: 'hold', acts: false, reason: { code: 'cannot-balance', text: expect.stringContaining('stays at 1.38') } },
    ]);
  });

  it('names the shard that is too hot for any balance', () => {
    expect(decisionsOf({ tooHot: 'shard-00007 alone has 2.87 of the mean load' })).toMatchObject([
      { kind: 'hold', acts: false, reason: { code: 'cannot-balance', text: expect.stringContaining('shard-00007') } },
    ]);
  });

  it.each([
    ['balanced', {}],
    ['balanced', { balance: { ...BALANCE, unmet: [] } }],
    ['moves-in-flight', { movesInFlight: 2, balance: BALANCE }],
  ])('is %s otherwise', (code, plan) => {
    expect(decisionsOf(plan)).toMatchObject([{ kind: 'hold', reason: { code } }]);
  });
});
