import { describe, expect, it } from 'vitest';
import type { FleetNode } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { decideLifecycle, type LifecycleInput, unmarkedLeavers } from '../../../core/lifecycle/decide-lifecycle';
import { drainOf, nodeOf, shardsOf } from '../scaling/fleet-fixture';

const LEAVING = nodeOf({ id: 'n1', state: 'draining', lifecycleState: 'Terminating:Wait' });
const ELSEWHERE = shardsOf(['n2', 'n2', 'n2', 'n2']);
const OWNED = shardsOf(['n1', 'n1', 'n2', 'n2']);

function decide(nodes: readonly FleetNode[], changes: Partial<LifecycleInput> = {}) {
  return decideLifecycle({ nodes, shardCount: 4, progress: {}, ...changes });
}

function onlyDecision(node: FleetNode, changes: Partial<LifecycleInput> = {}) {
  return decide([node], changes).decisions[0];
}

describe('a launch', () => {
  const launching = nodeOf({ id: 'n1', state: 'joining', lifecycleState: 'Pending:Wait' });

  it('goes on once the agent has sent a heartbeat', () => {
    expect(onlyDecision(launching)).toMatchObject({ kind: 'continue-launch', reason: { code: 'first-heartbeat' } });
  });

  it('waits for the first heartbeat', () => {
    const { heartbeat: _none, ...silent } = launching;
    expect(onlyDecision(silent)).toMatchObject({ kind: 'hold', reason: { code: 'no-heartbeat' } });
  });

  it('does not go on with an agent that fell silent or was fenced', () => {
    expect(onlyDecision({ ...launching, state: 'down' })).toMatchObject({
      kind: 'hold',
      reason: { code: 'launch-silent' },
    });
  });
});

describe('a termination', () => {
  it('Law 2: goes on at zero shards', () => {
    expect(onlyDecision(LEAVING, { shards: ELSEWHERE })).toMatchObject({ kind: 'continue-termination' });
  });

  it('Law 2: waits while a live node says that it serves, whatever the table says', () => {
    const serving = nodeOf({ id: 'n1', state: 'draining', lifecycleState: 'Terminating:Wait', shards: { s1: 10 } });
    const decided = onlyDecision(serving, { shards: ELSEWHERE });
    expect(decided).toMatchObject({ kind: 'hold', reason: { code: 'still-serving' } });
    expect(onlyDecision({ ...serving, state: 'down' }, { shards: ELSEWHERE })?.kind).toBe('continue-termination');
  });

  it('Law 2: waits while the node owns a shard', () => {
    expect(onlyDecision(LEAVING, { shards: OWNED })).toMatchObject({ kind: 'hold', reason: { code: 'shards-held' } });
  });

  it.each(['from', 'to'] as const)('Law 2: waits while a move goes %s the node', (end) => {
    const move = { id: 'm', from: 'n2', to: 'n3', state: 'sealed', reason: 'rebalance', startedAtMs: 0, actor: 'n2' };
    const shards = [{ ...ELSEWHERE[0], move: { ...move, [end]: 'n1' } } as Shard, ...ELSEWHERE.slice(1)];
    expect(onlyDecision(LEAVING, { shards })?.kind).toBe('hold');
  });

  it.each([
    ['not read', undefined],
    ['incomplete', ELSEWHERE.slice(1)],
  ])('Law 2: waits when the shards are %s', (_case, shards) => {
    expect(onlyDecision(LEAVING, { shards })).toMatchObject({ kind: 'hold', reason: { code: 'shards-incomplete' } });
  });

  it('is extended while shards are leaving, and only then', () => {
    const first = decide([LEAVING], { shards: shardsOf(['n1', 'n1', 'n1', 'n2']) });
    const second = decide([LEAVING], { shards: OWNED, progress: first.progress });
    const third = decide([LEAVING], { shards: OWNED, progress: second.progress });
    expect([first, second, third].map((outcome) => outcome.decisions[0]?.kind)).toEqual(['hold', 'extend', 'hold']);
    expect(third.progress).toEqual({ n1: 2 });
  });

  it('is not extended when shards come instead of leaving', () => {
    expect(onlyDecision(LEAVING, { shards: OWNED, progress: { n1: 1 } })?.kind).toBe('hold');
  });

  it('is not extended when shards that came in between leave again, or two moves to and fro would extend it for ever', () => {
    const more = decide([LEAVING], { shards: shardsOf(['n1', 'n1', 'n1', 'n2']), progress: { n1: 2 } });
    const again = decide([LEAVING], { shards: OWNED, progress: more.progress });
    expect(again.decisions[0]?.kind).toBe('hold');
  });

  it('of a node that is down waits until its shards are taken over', () => {
    const down = { ...LEAVING, state: 'down' as const };
    expect(onlyDecision(down, { shards: OWNED, progress: { n1: 4 } })).toMatchObject({
      reason: { code: 'taking-over' },
    });
    expect(onlyDecision(down, { shards: ELSEWHERE })?.kind).toBe('continue-termination');
  });
});

describe('lifecycle decisions', () => {
  it('hold a retained instance, which the scaler ends', () => {
    const kept = nodeOf({ id: 'n1', state: 'draining', lifecycleState: 'Terminating:Retained' });
    expect(onlyDecision(kept)).toMatchObject({ kind: 'hold', reason: { code: 'retained' } });
  });

  it('say nothing of instances that wait for nothing', () => {
    const states = ['InService', 'Pending', 'Pending:Proceed', 'Terminating', 'Terminating:Proceed', 'Standby'];
    const nodes = states.map((lifecycleState) => nodeOf({ id: lifecycleState, lifecycleState }));
    expect(decide(nodes, { shards: OWNED })).toEqual({ decisions: [], progress: {} });
  });

  it('mark every leaver that may still be given shards', () => {
    const instances = ['n2', 'n1', 'n3'].flatMap(
      (id) => nodeOf({ id, lifecycleState: 'Terminating:Wait' }).instance ?? [],
    );
    expect(unmarkedLeavers(instances, new Map([drainOf('n3', 'operator')]))).toEqual(['n1', 'n2']);
  });
});
