import { describe, expect, it } from 'vitest';
import type { Move } from '../../../core/move/move';
import { decideScaling } from '../../../core/scaling/decide-scaling';
import { awaitsTermination } from '../../../core/scaling/decide-terminate';
import type { ScalingInput } from '../../../core/scaling/scaling-input';
import { drainOf, inputOf, NOW_MS, nodeOf, policyOf, shardsOf } from './fleet-fixture';

const METRICS = { cpuPercent: 50 };
const SERVING = nodeOf({ id: 'n1', metrics: METRICS });
const VICTIM = nodeOf({ id: 'victim', state: 'draining', metrics: { cpuPercent: 0 } });
const POLICY = policyOf({ thresholds: { cpuPercent: 70 } });
const ELSEWHERE = shardsOf(['n1', 'n1', 'n1', 'n1']);
const MOVE: Move = {
  id: 'm',
  from: 'n1',
  to: 'n2',
  state: 'sealed',
  reason: 'evacuation',
  startedAtMs: 0,
  actor: 'n1',
};

function decide(changes: Partial<ScalingInput>) {
  const controls = new Map([drainOf('victim', 'scale-in')]);
  return decideScaling(inputOf([SERVING, VICTIM], { policy: POLICY, controls, ...changes })).decision;
}

describe('the end of a node', () => {
  it('Law 2: ends an empty victim of our scale-in and lowers desired with it', () => {
    expect(decide({ shards: ELSEWHERE })).toMatchObject({ kind: 'terminate', nodeId: 'victim', decrement: true });
  });

  it.each([
    ['owns a shard', shardsOf(['victim', 'n1', 'n1', 'n1'])],
    ['follows a shard', shardsOf(['n1', 'n1', 'n1', 'n1'], { followers: ['victim'] })],
    ['is the source of a move', shardsOf(['n1', 'n1', 'n1', 'n1'], { move: { ...MOVE, from: 'victim' } })],
    ['is the target of a move', shardsOf(['n1', 'n1', 'n1', 'n1'], { move: { ...MOVE, to: 'victim' } })],
  ])('Law 2: does not end a victim that %s', (_case, shards) => {
    expect(decide({ shards }).kind).toBe('hold');
  });

  it('Law 2: ends nobody when the shards were not read', () => {
    expect(decide({}).kind).toBe('hold');
  });

  it('Law 2: ends nobody by an incomplete list of shards', () => {
    expect(decide({ shards: ELSEWHERE.slice(1) })).toMatchObject({
      kind: 'hold',
      reason: { code: 'shards-incomplete' },
    });
  });

  it('Law 2: does not end a victim that says it still serves a shard', () => {
    const serving = nodeOf({ id: 'victim', state: 'draining', metrics: { cpuPercent: 0 }, shards: { s1: 1 } });
    const input = inputOf([SERVING, serving], { policy: POLICY, controls: new Map([drainOf('victim', 'scale-in')]) });
    expect(decideScaling({ ...input, shards: ELSEWHERE }).decision.kind).toBe('hold');
  });

  it.each(['operator', 'park'] as const)('Law 2: never ends a node that drains because of: %s', (cause) => {
    const controls = new Map([drainOf('victim', cause)]);
    expect(decide({ controls, shards: ELSEWHERE }).kind).toBe('hold');
    expect(awaitsTermination({ nodes: [VICTIM], controls, parked: false })).toBe(false);
  });

  it('Law 2: never ends an empty node whose word only says to serve, whatever its cause', () => {
    const [id, word] = drainOf('n2', 'scale-in');
    const controls = new Map([[id, { ...word, duty: 'active' } as const]]);
    const idle = nodeOf({ id: 'n2', metrics: METRICS });
    const input = inputOf([SERVING, idle], { policy: POLICY, controls, shards: ELSEWHERE });
    expect(decideScaling(input).decision.kind).toBe('hold');
  });

  it('ends a victim that died while it drained', () => {
    const dead = nodeOf({ id: 'victim', state: 'down', shards: { s1: 1 } });
    const controls = new Map([drainOf('victim', 'scale-in')]);
    const input = inputOf([SERVING, dead], { policy: POLICY, controls, shards: ELSEWHERE });
    expect(decideScaling(input).decision).toMatchObject({ kind: 'terminate', nodeId: 'victim' });
  });

  it('Law 2: never ends what AWS is ending already, or desired would be lowered for a node that AWS replaces', () => {
    const leaving = nodeOf({ id: 'leaving', state: 'draining', lifecycleState: 'Terminating:Wait' });
    const controls = new Map([drainOf('leaving', 'terminating', NOW_MS - 600_000)]);
    const input = inputOf([SERVING, leaving], { policy: POLICY, controls, shards: ELSEWHERE });
    expect(decideScaling(input).decision.kind).toBe('hold');
    expect(awaitsTermination({ nodes: [leaving], controls, parked: true })).toBe(false);
  });

  it('ends an empty retained instance without lowering desired', () => {
    const retained = nodeOf({ id: 'kept', state: 'draining', lifecycleState: 'Terminating:Retained' });
    const input = inputOf([SERVING, retained], { policy: POLICY, shards: ELSEWHERE });
    expect(decideScaling(input).decision).toMatchObject({ kind: 'terminate', nodeId: 'kept', decrement: false });
  });

  it('does not end a node twice that was marked a moment ago', () => {
    const controls = new Map([drainOf('victim', 'terminating', NOW_MS - 60_000)]);
    expect(decide({ controls, shards: ELSEWHERE })).toMatchObject({ kind: 'hold', reason: { code: 'ending' } });
  });

  it('ends a node whose end was lost to a crash', () => {
    const controls = new Map([drainOf('victim', 'terminating', NOW_MS - 120_000)]);
    expect(decide({ controls, shards: ELSEWHERE })).toMatchObject({ kind: 'terminate', nodeId: 'victim' });
  });

  it('takes the victim back instead when the demand returned', () => {
    const nodes = [nodeOf({ id: 'n1', metrics: { cpuPercent: 95 } }), VICTIM];
    const controls = new Map([drainOf('victim', 'scale-in')]);
    const input = inputOf(nodes, { policy: POLICY, controls, shards: ELSEWHERE });
    expect(decideScaling(input).decision).toMatchObject({ kind: 'undrain', nodeId: 'victim' });
  });

  it('does not lower desired again when a lowered maximum already has', () => {
    const input = inputOf([SERVING, VICTIM]);
    const over = { ...input.group, maxSize: 1, desired: 1, minSize: 0 };
    expect(decide({ group: over, shards: ELSEWHERE })).toMatchObject({ kind: 'terminate', decrement: false });
  });

  it('Law 7: takes the victim back when what remains would lose its margin, before the threshold is reached', () => {
    const decisionAt = (cpuPercent: number) => {
      const serving = [1, 2].map((index) => nodeOf({ id: `n${index}`, metrics: { cpuPercent } }));
      const controls = new Map([drainOf('victim', 'scale-in')]);
      const input = inputOf([...serving, VICTIM], { policy: POLICY, controls, shards: ELSEWHERE });
      return decideScaling(input).decision.kind;
    };
    expect(decisionAt(62)).toBe('terminate');
    expect(decisionAt(64)).toBe('undrain');
  });

  it.each([
    ['is being launched', []],
    ['finds no capacity', [{ failedAtMs: NOW_MS, noCapacity: true, message: 'InsufficientInstanceCapacity' }]],
  ])(
    'Law 7: takes the victim back when another node was lost meanwhile and its successor %s',
    (_case, failedLaunches) => {
      const nodes = [nodeOf({ id: 'n1', metrics: { cpuPercent: 95 } }), VICTIM];
      const { group, ...input } = inputOf(nodes, {
        policy: POLICY,
        controls: new Map([drainOf('victim', 'scale-in')]),
      });
      const owed = { ...input, group: { ...group, desired: 3 }, shards: ELSEWHERE, failedLaunches };
      expect(decideScaling(owed).decision).toMatchObject({ kind: 'undrain', nodeId: 'victim' });
    },
  );

  it.each([
    ['has died', nodeOf({ id: 'victim', state: 'down' })],
    ['is being ended by AWS', nodeOf({ id: 'victim', state: 'draining', lifecycleState: 'Terminating:Wait' })],
  ])('launches a node when the demand returned and the victim %s', (_case, victim) => {
    const nodes = [nodeOf({ id: 'n1', metrics: { cpuPercent: 95 } }), victim];
    const controls = new Map([drainOf('victim', 'scale-in')]);
    const input = inputOf(nodes, { policy: POLICY, controls, shards: shardsOf(['n1', 'n1', 'n1', 'victim']) });
    expect(decideScaling(input).decision.kind).toBe('scale-out');
  });

  it('takes the victim back at the minimum of the group, which forbids its end', () => {
    const input = inputOf([SERVING, VICTIM]);
    const group = { ...input.group, minSize: 2 };
    expect(decide({ group, shards: ELSEWHERE })).toMatchObject({ kind: 'undrain', nodeId: 'victim' });
  });
});

describe('what automatic scaling left when it became manual', () => {
  const policy = { ...POLICY, scaling: 'manual' } as const;
  const controls = new Map([drainOf('victim', 'scale-in')]);
  const KEPT = nodeOf({ id: 'kept', state: 'draining', lifecycleState: 'Terminating:Retained' });

  it('takes a victim back, even one that is empty', () => {
    expect(decide({ policy, shards: ELSEWHERE })).toMatchObject({ kind: 'undrain', nodeId: 'victim' });
  });

  it('ends an empty instance that the group retained first', () => {
    const input = inputOf([SERVING, VICTIM, KEPT], { policy, controls, shards: ELSEWHERE });
    expect(decideScaling(input).decision).toMatchObject({ kind: 'terminate', nodeId: 'kept', decrement: false });
  });

  it('takes a victim back while a retained instance cannot be ended', () => {
    const input = inputOf([SERVING, VICTIM, KEPT], { policy, controls, shards: ELSEWHERE.slice(1) });
    expect(decideScaling(input).decision).toMatchObject({ kind: 'undrain', nodeId: 'victim' });
  });
});

describe('decideScaling of a fleet that is being parked', () => {
  it('ends an empty node, whatever the load, and lowers desired with it', () => {
    const decision = decide({ parked: true, shards: ELSEWHERE });
    expect(decision).toMatchObject({ kind: 'terminate', decrement: true, reason: { code: 'parked' } });
  });

  it('ends no node that still owns a shard', () => {
    const shards = ELSEWHERE.map((shard) => ({ ...shard, owner: 'victim' }));
    const decision = decide({ parked: true, shards });
    expect(decision).not.toMatchObject({ kind: 'terminate', nodeId: 'victim' });
  });
});
