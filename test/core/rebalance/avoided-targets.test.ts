import { describe, expect, it } from 'vitest';
import type { Shard } from '../../../core/fleet/shard';
import { avoidedNow, avoidTimedOut } from '../../../core/rebalance/avoided-targets';
import type { MoveChange } from '../../../core/rebalance/settle-move';
import { node, plan, reporting, shards } from './fixtures';

const STAT = { bytes: 1, load: 0.1 };

function change(id: string, to: string, code = 'timed-out'): MoveChange {
  const move = { id: 'm', from: 'a', to, state: 'copying', reason: 'rebalance', startedAtMs: 0, actor: to } as const;
  return {
    shard: { id, owner: 'a', followers: [], epoch: 1, move },
    event: 'cancel',
    reason: { code, text: '' },
  };
}

describe('the targets to avoid', () => {
  it('are those whose moves ran out of time, for as long as was said', () => {
    const avoided = avoidTimedOut([change('s', 'b'), change('t', 'c', 'cancel')], undefined, 1000, 500);
    expect(avoided).toEqual({ s: { node: 'b', untilMs: 1500 } });
    expect([...avoidedNow(avoided, 1499)]).toEqual([['s', 'b']]);
    expect([...avoidedNow(avoided, 1500)]).toEqual([]);
  });

  it('are forgotten once their time is over', () => {
    const before = { s: { node: 'b', untilMs: 1000 }, t: { node: 'c', untilMs: 1001 } };
    expect(avoidTimedOut([], before, 1000, 500)).toEqual({ t: before.t });
  });

  it('are five hundred at most, the newest ones', () => {
    const old = Array.from({ length: 500 }, (_, index) => change(`s${index}`, 'b'));
    const before = avoidTimedOut(old, undefined, 0, 500);
    const avoided = avoidTimedOut([change('new', 'b')], before, 1, 500);
    expect(Object.keys(avoided)).toHaveLength(500);
    expect([avoided.s0, avoided.new?.node]).toEqual([undefined, 'b']);
  });
});

describe('GIVEN a node to which a shard did not get in time', () => {
  const rows: readonly Shard[] = shards(1, [null]);
  const chosen = plan([node('n1'), node('n2')], rows).orders[0]?.move.to ?? '';
  const avoided = new Map([['shard-00000', chosen]]);

  it('THEN it is not chosen again while there is another', () => {
    const other = plan([node('n1'), node('n2')], rows, { avoided }).orders[0]?.move.to;
    expect([chosen, other].sort()).toEqual(['n1', 'n2']);
  });

  it('THEN it is chosen when there is no other', () => {
    expect(plan([node(chosen)], rows, { avoided }).orders[0]?.move.to).toBe(chosen);
  });

  it('THEN balancing does not choose it either', () => {
    const uneven = shards(4, ['n1']);
    const nodes = reporting([node('n1'), node('n2')], uneven, () => STAT);
    const all = new Map(uneven.map(({ id }) => [id, 'n2']));
    expect(plan(nodes, uneven).orders).not.toEqual([]);
    expect(plan(nodes, uneven, { avoided: all }).orders).toEqual([]);
  });
});
