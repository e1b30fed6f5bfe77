import { describe, expect, it } from 'vitest';
import type { FleetNode } from '../../../core/fleet/node';
import { checkRoom } from '../../../core/scaling/check-room';
import { decideScaling } from '../../../core/scaling/decide-scaling';
import type { ScalingInput } from '../../../core/scaling/scaling-input';
import type { RollSwitch } from '../../../core/table/table-schema';
import { drainOf, inputOf, NOW_MS, type NodeSketch, nodeOf, policyOf, shardsOf } from './fleet-fixture';

const METRICS = { cpuPercent: 60 };
const POLICY = policyOf({ minNodes: 3, thresholds: { cpuPercent: 70 } });

function serving(id: string, shard: string, sketch: Partial<NodeSketch> = {}): FleetNode {
  return nodeOf({ id, metrics: METRICS, shards: { [shard]: 100 }, ...sketch });
}

/** Three nodes with a shard each. */
const FLEET = [serving('n1', 'shard-00000'), serving('n2', 'shard-00001'), serving('n3', 'shard-00002')];
const OWNED = shardsOf(['n1', 'n2', 'n3', 'n3']);
const LEFT_BY_N1 = shardsOf(['n2', 'n2', 'n3', 'n3']);
const N1_ROLLING = nodeOf({ id: 'n1', metrics: METRICS, state: 'draining', drainCause: 'roll' });

function rollOf(nodes: readonly string[], maxUnavailable = 1): RollSwitch {
  return { nodes, maxUnavailable, startedAtMs: NOW_MS - 1000 };
}

function decide(nodes: readonly FleetNode[], changes: Partial<ScalingInput> = {}) {
  const { decision, further } = decideScaling(
    inputOf(nodes, { policy: POLICY, roll: rollOf(['n1', 'n2', 'n3']), shards: OWNED, ...changes }),
  );
  return [decision, ...further];
}

describe('a roll', () => {
  it('empties one of the listed nodes first', () => {
    expect(decide(FLEET)).toMatchObject([{ kind: 'drain', nodeId: 'n1', cause: 'roll', reason: { code: 'roll' } }]);
  });

  it('empties as many at once as may be missing', () => {
    const roll = rollOf(['n1', 'n2', 'n3'], 2);
    expect(decide(FLEET, { roll })).toMatchObject([{ nodeId: 'n1' }, { nodeId: 'n2' }]);
  });

  it('waits for a node that one answer of the group misses, or the roll would end without it', () => {
    const missed = { ...nodeOf({ id: 'n1', state: 'joining' }), instance: undefined, isMissed: true };
    const roll = rollOf(['n1']);
    expect(decide([missed, ...FLEET.slice(1)], { roll })).toMatchObject([
      { kind: 'hold', reason: { code: 'rolling' } },
    ]);
  });

  it('leaves nodes alone that are not listed', () => {
    expect(decide(FLEET, { roll: rollOf(['n2'], 3) })).toMatchObject([{ kind: 'drain', nodeId: 'n2' }]);
  });

  it('lets a listed node start before it is emptied: its first heartbeat may come any moment', () => {
    const starting = { ...nodeOf({ id: 'n0', state: 'joining' }), heartbeat: undefined };
    const roll = rollOf(['n0', 'n1', 'n2', 'n3']);
    expect(decide([starting, ...FLEET], { roll })).toMatchObject([{ kind: 'hold', reason: { code: 'budget-spent' } }]);
  });

  it('goes on although the others carry more than they should meanwhile: that is what it was allowed', () => {
    const nodes = FLEET.map((node) => {
      const shards = Object.fromEntries(
        Object.keys(node.heartbeat?.shards ?? {}).map((id) => [id, { bytes: 1, load: 0.8 }]),
      );
      return node.heartbeat ? { ...node, heartbeat: { ...node.heartbeat, shards } } : node;
    });
    const policy = { ...POLICY, shardCount: 3 };
    const shards = OWNED.slice(0, 3);
    // Two nodes would carry 1.2 each.
    expect(checkRoom({ nodes, leaving: ['n1'], shards, policy })).toMatchObject({ fits: false, lack: 'load' });
    expect(decide(nodes, { policy, shards })).toMatchObject([{ kind: 'drain', nodeId: 'n1' }]);
  });

  it('ends an empty node without lowering desired, so that the group replaces it', () => {
    const controls = new Map([drainOf('n1', 'roll')]);
    expect(decide([N1_ROLLING, ...FLEET.slice(1)], { controls, shards: LEFT_BY_N1 })).toMatchObject([
      { kind: 'terminate', nodeId: 'n1', decrement: false, reason: { code: 'rolled' } },
    ]);
  });

  it('empties the next node while one that is empty is being ended', () => {
    const ending = nodeOf({ id: 'n1', metrics: METRICS, state: 'draining', drainCause: 'terminating' });
    const controls = new Map([drainOf('n1', 'terminating', NOW_MS - 30_000)]);
    const changes = { controls, shards: LEFT_BY_N1, roll: rollOf(['n1', 'n2', 'n3'], 2) };
    expect(decide([ending, ...FLEET.slice(1)], changes)).toMatchObject([{ kind: 'drain', nodeId: 'n2' }]);
    const alone = { ...changes, roll: rollOf(['n1', 'n2', 'n3'], 1) };
    expect(decide([ending, ...FLEET.slice(1)], alone)).toMatchObject([{ kind: 'hold', reason: { code: 'ending' } }]);
  });

  it('Law 2: does not end a node that still holds a shard', () => {
    const controls = new Map([drainOf('n1', 'roll')]);
    expect(decide([N1_ROLLING, ...FLEET.slice(1)], { controls })).toMatchObject([
      { kind: 'hold', reason: { code: 'budget-spent' } },
    ]);
  });

  it('does not lower desired when it tries once more to end a node that it marked long ago', () => {
    const marked = nodeOf({ id: 'n1', metrics: METRICS, state: 'draining', drainCause: 'terminating' });
    const controls = new Map([drainOf('n1', 'terminating', NOW_MS - 600_000)]);
    expect(decide([marked, ...FLEET.slice(1)], { controls, shards: LEFT_BY_N1 })).toMatchObject([
      { kind: 'terminate', nodeId: 'n1', decrement: false },
    ]);
  });

  it.each([
    ['is being emptied for it', [N1_ROLLING, ...FLEET.slice(1)], { controls: new Map([drainOf('n1', 'roll')]) }],
    ['is down', [...FLEET, nodeOf({ id: 'n0', state: 'down' })], {}],
    ['has not joined yet', [...FLEET, nodeOf({ id: 'n4', state: 'joining' })], {}],
  ] as const)('waits while a node %s', (_case, nodes, changes) => {
    expect(decide(nodes, changes)).toMatchObject([{ kind: 'hold', reason: { code: 'budget-spent' } }]);
  });

  it('waits while the group owes an instance', () => {
    const input = inputOf(FLEET.slice(1));
    expect(decide(FLEET.slice(1), { group: { ...input.group, desired: 3 } })).toMatchObject([
      { kind: 'hold', reason: { code: 'budget-spent' } },
    ]);
  });

  it('asks for no further node while the successors of rolled ones are to come', () => {
    const roll = rollOf(['n1', 'n2', 'n3'], 3);
    const rolling = ['n1', 'n2'].map((id) => nodeOf({ id, metrics: METRICS, state: 'draining', drainCause: 'roll' }));
    const controls = new Map([drainOf('n1', 'roll'), drainOf('n2', 'roll')]);
    const kinds = decide([...rolling, serving('n3', 'shard-00002')], { roll, controls }).map(({ kind }) => kind);
    expect(kinds).not.toContain('scale-out');
  });

  it('holds when the other nodes have no room, and says for what', () => {
    const full = FLEET.map((node) => serving(node.id, `shard-0000${Number(node.id[1]) - 1}`, { usedBytes: 790 }));
    expect(decide(full)).toMatchObject([{ kind: 'hold', reason: { code: 'no-room' }, wanted: true }]);
  });

  it('counts the room for all that it empties at once', () => {
    const roll = rollOf(['n1', 'n2'], 2);
    const tight = FLEET.map((node) => serving(node.id, `shard-0000${Number(node.id[1]) - 1}`, { usedBytes: 650 }));
    expect(decide(tight, { roll })).toMatchObject([{ kind: 'drain', nodeId: 'n1' }]);
    expect(decide(tight, { roll })).toHaveLength(1);
  });

  it('ends nothing while launches fail: an old node is better than none', () => {
    const failed = { failedAtMs: NOW_MS, noCapacity: false, message: 'bad image' };
    const controls = new Map([drainOf('n1', 'roll')]);
    const changes = { controls, shards: LEFT_BY_N1, failedLaunches: [failed, failed, failed] };
    expect(decide([N1_ROLLING, ...FLEET.slice(1)], changes)).toMatchObject([
      { kind: 'hold', reason: { code: 'launches-failing' } },
    ]);
  });

  it('ends and empties nothing while launches are suspended: nobody would come instead', () => {
    const controls = new Map([drainOf('n1', 'roll')]);
    const group = { ...inputOf(FLEET).group, suspendedProcesses: ['Launch'] };
    const held = [{ kind: 'hold', reason: { code: 'launches-suspended' } }];
    expect(decide([N1_ROLLING, ...FLEET.slice(1)], { controls, shards: LEFT_BY_N1, group })).toMatchObject(held);
    expect(decide(FLEET, { group })).toMatchObject(held);
  });

  it('waits until our scale-in is over', () => {
    const victim = nodeOf({ id: 'v', state: 'draining', drainCause: 'scale-in', metrics: { cpuPercent: 0 } });
    const controls = new Map([drainOf('v', 'scale-in')]);
    expect(decide([...FLEET, victim], { controls, shards: shardsOf(['n1', 'n2', 'n3', 'v']) })).toMatchObject([
      { kind: 'hold', reason: { code: 'draining' } },
    ]);
  });

  it('starts no scale-in meanwhile', () => {
    const idle = FLEET.map((node) => ({
      ...node,
      heartbeat: nodeOf({ id: node.id, metrics: { cpuPercent: 1 } }).heartbeat,
    }));
    const window = { sinceMs: NOW_MS - 7_200_000, lastMs: NOW_MS - 60_000, slices: [] };
    const nodes = [...idle, nodeOf({ id: 'n4', metrics: { cpuPercent: 1 }, state: 'joining' })];
    const decisions = decide(nodes, { policy: policyOf({ minNodes: 1 }), window });
    expect(decisions).toMatchObject([{ kind: 'hold', reason: { code: 'budget-spent' } }]);
  });

  it('lets a growing load come first', () => {
    const busy = FLEET.map((node) => nodeOf({ id: node.id, metrics: { cpuPercent: 95 } }));
    expect(decide(busy)[0]).toMatchObject({ kind: 'scale-out' });
  });

  it('goes on under load when scaling is manual: nobody would launch what the load asks for', () => {
    const hot = FLEET.map(({ id }, index) => serving(id, `shard-0000${index}`, { metrics: { cpuPercent: 90 } }));
    const policy = policyOf({ minNodes: 3, thresholds: { cpuPercent: 70 }, scaling: 'manual' });
    expect(decide(hot, { policy })).toMatchObject([{ kind: 'drain', nodeId: 'n1' }]);
  });

  it('replaces nodes first that serve nobody: they cost nothing of what may be missing', () => {
    const down = nodeOf({ id: 'n0', state: 'down' });
    expect(decide([...FLEET, down], { roll: rollOf(['n0', 'n1']) })).toMatchObject([{ kind: 'drain', nodeId: 'n0' }]);
  });

  it('replaces a listed node that an operator drains', () => {
    const drained = nodeOf({ id: 'n1', metrics: { cpuPercent: 1 }, state: 'draining', drainCause: 'operator' });
    const controls = new Map([drainOf('n1', 'operator')]);
    const policy = policyOf({ minNodes: 2 });
    expect(decide([drained, ...FLEET.slice(1)], { controls, policy })[0]).toMatchObject({
      kind: 'drain',
      nodeId: 'n1',
      cause: 'roll',
    });
  });

  it('is over when no listed node is left in the group', () => {
    const roll = rollOf(['gone-1', 'gone-2']);
    expect(decide(FLEET, { roll })).toMatchObject([{ kind: 'end-roll', startedAtMs: roll.startedAtMs }]);
  });

  it('takes no node back for the load: it is not ours to keep', () => {
    const controls = new Map([drainOf('n1', 'roll')]);
    const kinds = decide([N1_ROLLING, ...FLEET.slice(1)], { controls }).map(({ kind }) => kind);
    expect(kinds).not.toContain('undrain');
  });

  it('gives its nodes back when it was cancelled', () => {
    const controls = new Map([drainOf('n1', 'roll')]);
    expect(decide([N1_ROLLING, ...FLEET.slice(1)], { controls, roll: undefined })).toMatchObject([
      { kind: 'undrain', nodeId: 'n1', cause: 'roll' },
    ]);
  });

  it('does nothing in a halted fleet', () => {
    expect(decide(FLEET, { halted: true, roll: rollOf(['n1', 'n2'], 2) })).toMatchObject([
      { kind: 'hold', reason: { code: 'halted' } },
    ]);
  });

  it('gives way to parking', () => {
    const empty = FLEET.map((node) => nodeOf({ id: node.id, metrics: METRICS }));
    const decisions = decide(empty, { parked: true, shards: shardsOf([null, null, null, null]) });
    expect(decisions).toMatchObject([
      { kind: 'terminate', decrement: true },
      { kind: 'terminate', decrement: true },
      { kind: 'terminate', decrement: true },
    ]);
  });
});
