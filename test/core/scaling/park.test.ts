import { describe, expect, it } from 'vitest';
import { decideScaling } from '../../../core/scaling/decide-scaling';
import type { ScalingInput } from '../../../core/scaling/scaling-input';
import { drainOf, inputOf, NOW_MS, nodeOf, policyOf, shardsOf } from './fleet-fixture';

const METRICS = { cpuPercent: 10 };
const NOBODYS = shardsOf([null, null, null, null]);

function decide(nodeCount: number, changes: Partial<ScalingInput> = {}) {
  const nodes = Array.from({ length: nodeCount }, (_, index) =>
    nodeOf({ id: `n${String(index).padStart(2, '0')}`, metrics: METRICS }),
  );
  const policy = policyOf({ minNodes: 1, maxNodes: 50 });
  const { decision, further } = decideScaling(inputOf(nodes, { policy, parked: true, shards: NOBODYS, ...changes }));
  return [decision, ...further];
}

describe('the end of a parked fleet', () => {
  it('ends ten empty nodes in one tick, each with its reason', () => {
    const decisions = decide(12);
    expect(decisions).toHaveLength(10);
    expect(decisions.every(({ kind, reason }) => kind === 'terminate' && reason.code === 'parked')).toBe(true);
    expect(new Set(decisions.map(({ reason }) => reason.text)).size).toBe(10);
  });

  it('Law 2: passes over a node that still owns a shard', () => {
    const decisions = decide(3, { shards: shardsOf([null, 'n00', null, null]) });
    expect(decisions).toMatchObject([{ nodeId: 'n01' }, { nodeId: 'n02' }]);
  });

  it('Law 2: ends nobody by an incomplete list of shards', () => {
    expect(decide(3, { shards: NOBODYS.slice(1) })).toMatchObject([
      { kind: 'hold', reason: { code: 'shards-incomplete' } },
    ]);
  });

  it('does not go below the minimum of the group', () => {
    const { group } = inputOf([]);
    const instances = instancesOf(5);
    const ended = decide(5, { group: { ...group, desired: 5, minSize: 3, instances } });
    expect(ended).toMatchObject([{ nodeId: 'n00' }, { nodeId: 'n01' }]);
  });

  it('lowers desired once it has ended what a lowered maximum leaves over, or the group would launch nodes again', () => {
    const { group } = inputOf([]);
    const decrements = decide(5, { group: { ...group, desired: 3, maxSize: 3, instances: instancesOf(5) } }).map(
      (decision) => decision.kind === 'terminate' && decision.decrement,
    );
    expect(decrements).toEqual([false, false, true, true, true]);
  });

  it('does not take a retained instance, which counts for nothing, for one that a lowered maximum leaves over', () => {
    const nodes = [
      nodeOf({ id: 'kept', state: 'draining', lifecycleState: 'Terminating:Retained' }),
      nodeOf({ id: 'n0', metrics: METRICS }),
      nodeOf({ id: 'n1', metrics: METRICS }),
    ];
    const { group } = inputOf(nodes);
    const input = inputOf(nodes, { parked: true, shards: NOBODYS, group: { ...group, desired: 1, maxSize: 1 } });
    const { decision, further } = decideScaling(input);
    expect([decision, ...further]).toMatchObject([
      { nodeId: 'kept', decrement: false },
      { nodeId: 'n0', decrement: false },
      { nodeId: 'n1', decrement: true },
    ]);
  });

  it('says so when the minimum forbids every end', () => {
    const { group } = inputOf([]);
    const instances = instancesOf(3);
    expect(decide(3, { group: { ...group, desired: 3, minSize: 3, instances } })).toMatchObject([
      { kind: 'hold', reason: { code: 'at-minimum' } },
    ]);
  });

  it('goes on with others while some are being ended', () => {
    const controls = new Map([drainOf('n00', 'terminating', NOW_MS - 1000)]);
    expect(decide(2, { controls })).toMatchObject([{ kind: 'terminate', nodeId: 'n01' }]);
  });

  it('does nothing in a halted fleet', () => {
    expect(decide(3, { halted: true })).toMatchObject([{ kind: 'hold', reason: { code: 'halted' } }]);
  });
});

function instancesOf(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const instanceId = `n${String(index).padStart(2, '0')}`;
    return { instanceId, lifecycleState: 'InService', zone: 'a', healthy: true };
  });
}
