import { describe, expect, it, vi } from 'vitest';
import { EventType } from '../../../core/contract/events';
import { Metric } from '../../../core/contract/metrics';
import { ScalingInProgressError } from '../../../lambda/adapters/scaling-in-progress-error';
import { handleScalerEvent } from '../../../lambda/scaler/handle-scaler-event';
import { heartbeatOf, NOW_MS } from '../../core/scaling/fleet-fixture';
import { ScalerFleet } from './scaler-fixture';

describe('a tick of the scaler', () => {
  it('Law 8: raises desired, and logs, sends, counts and keeps why', async () => {
    const fleet = new ScalerFleet().addNodes(2, 90);
    await fleet.tick();
    expect(fleet.group.calls).toEqual(['setDesired 3']);
    expect(fleet.table.history.map(({ decision }) => decision.kind)).toEqual(['scale-out']);
    expect(fleet.events.sent).toMatchObject([
      { type: EventType.SCALING_DECISION, detail: { kind: 'scale-out', details: { desired: 3 } } },
    ]);
    expect(fleet.log.lines[0]?.message).toContain('cpuPercent needs 3 nodes');
    expect(fleet.log.total(Metric.SCALE_OUTS)).toBe(1);
    expect(fleet.log.total(Metric.DECISIONS)).toBe(1);
  });

  it('Law 6: does not ask twice for the same node', async () => {
    const fleet = new ScalerFleet().addNodes(2, 90);
    await fleet.run(3, 90);
    expect(fleet.group.calls).toEqual(['setDesired 3']);
  });

  it('reports a hold that repeats once, but logs and counts it each time', async () => {
    const fleet = new ScalerFleet({ maxNodes: 2 }).addNodes(2, 90);
    await fleet.run(4, 90);
    expect(fleet.events.sent).toHaveLength(1);
    expect(fleet.table.history.map(({ decision }) => decision.reason.code)).toEqual(['at-maximum']);
    expect(fleet.log.total(Metric.HOLDS)).toBe(4);
  });

  it('tells how far the load is to the thresholds, and nothing while no node reports', async () => {
    const fleet = new ScalerFleet().addNodes(2, 35);
    await fleet.tick();
    expect(fleet.log.emitted.at(-1)).toMatchObject({ [Metric.PRESSURE]: 50, [Metric.NODES]: 2 });
    const empty = new ScalerFleet();
    await empty.tick();
    expect(empty.log.emitted.at(-1)).not.toHaveProperty(Metric.PRESSURE);
  });

  it('fails where AWS refuses to change the group, so that an alarm tells', async () => {
    const fleet = new ScalerFleet().addNodes(2, 90);
    fleet.group.setDesired = () => Promise.reject(new Error('AccessDenied'));
    await expect(fleet.tick()).rejects.toThrow('AccessDenied');
  });

  it('changes nothing and sends nothing in a steady state', async () => {
    const fleet = new ScalerFleet().addNodes(2, 60);
    await fleet.tick();
    fleet.events.sent.length = 0;
    await fleet.run(5, 60);
    expect(fleet.group.calls).toEqual([]);
    expect(fleet.events.sent).toEqual([]);
    expect(fleet.log.total(Metric.HOLDS)).toBe(0);
  });

  it('Law 2: drains, waits until the shards have left, then ends that very node', async () => {
    const fleet = new ScalerFleet({ minNodes: 1 }).addNodes(2, 20).ownShards('n1', 'n2');
    await fleet.run(16, 20);
    expect(fleet.table.controls.get('n1')).toMatchObject({ duty: 'draining', cause: 'scale-in' });
    await fleet.run(3, 20);
    expect(fleet.group.calls).toEqual([]);
    fleet.ownShards('n2');
    await fleet.run(1, 20);
    expect(fleet.group.calls).toEqual(['terminate n1 decrement']);
    expect(fleet.group.desired).toBe(1);
    expect(fleet.log.total(Metric.SCALE_INS)).toBe(1);
  });

  it('Law 2: looks at the shards before it drains, for heartbeats do not tell whose copies have to go elsewhere', async () => {
    const fleet = new ScalerFleet({ minNodes: 1, shardCount: 1, replicas: 2 }).addNodes(3, 20).ownShards('n2');
    const stats = { bytes: 500, load: 0.1 };
    const holder = heartbeatOf({ id: 'n2', zone: 'b', metrics: { cpuPercent: 20 }, usedBytes: 500 });
    fleet.table.heartbeats.set('n2', { ...holder, shards: { 'shard-00000': stats } });
    fleet.table.heartbeats.set('n3', heartbeatOf({ id: 'n3', metrics: { cpuPercent: 20 }, usedBytes: 400 }));
    fleet.table.shards.set('shard-00000', { id: 'shard-00000', owner: 'n2', followers: ['n1'], epoch: 1 });
    await fleet.run(17, 20);
    expect(fleet.table.controls.size).toBe(0);
    const last = fleet.table.history.at(-1)?.decision;
    expect(last?.reason.code).toBe('no-room');
    expect(last?.reason.text).toContain('n1 could be spared, but the copy of shard-00000 on n1 (500 bytes) fits on no');
  });

  it('Law 2: does not end a node that got a shard after it was found empty', async () => {
    const fleet = new ScalerFleet().addNodes(2, 20).ownShards('n2');
    await fleet.table.setControl({ nodeId: 'n1', duty: 'draining', cause: 'scale-in', sinceMs: NOW_MS });
    const { table } = fleet;
    let reads = 0;
    const racing = new Proxy(table, {
      get(target, property) {
        if (property === 'readShards') {
          reads += 1;
          if (reads === 2) fleet.ownShards('n1');
        }
        const member: unknown = Reflect.get(target, property);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    await fleet.tick({ table: racing });
    expect(reads).toBe(2);
    expect(fleet.group.calls).toEqual([]);
  });

  it('Law 2: never ends a node that an operator drains', async () => {
    const fleet = new ScalerFleet().addNodes(2, 20).ownShards('n2');
    await fleet.table.setControl({ nodeId: 'n1', duty: 'draining', cause: 'operator', sinceMs: NOW_MS });
    await fleet.run(30, 20);
    expect(fleet.group.calls).toEqual([]);
  });

  it('reads the shards only while some node may be ended', async () => {
    const fleet = new ScalerFleet().addNodes(2, 60).ownShards('n1');
    const table = new Proxy(fleet.table, {
      get(target, property) {
        if (property === 'readShards') throw new Error('the shards were read');
        const member: unknown = Reflect.get(target, property);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    await fleet.tick({ table });
    await fleet.table.setControl({ nodeId: 'n1', duty: 'draining', cause: 'scale-in', sinceMs: NOW_MS });
    await expect(fleet.tick({ table })).rejects.toThrow('the shards were read');
  });

  it('Law 1: suspends AZRebalance when it finds it running, and says so', async () => {
    const fleet = new ScalerFleet().addNodes(2, 60);
    fleet.group.suspendedProcesses = [];
    await fleet.run(2, 60);
    expect(fleet.group.calls).toEqual(['suspend AZRebalance']);
    expect(fleet.table.history.map(({ decision }) => decision.reason.code)).toContain('second-writer');
  });

  it('holds when the group is busy, and does it at the next tick', async () => {
    const fleet = new ScalerFleet().addNodes(2, 90);
    fleet.group.busy = true;
    await fleet.tick();
    expect(fleet.events.sent).toMatchObject([{ detail: { reason: { code: 'scaling-in-progress' } } }]);
    expect(fleet.log.total(Metric.SCALE_OUTS)).toBe(0);
    expect(fleet.log.total(Metric.HOLDS)).toBe(1);
    fleet.group.busy = false;
    await fleet.tick();
    expect(fleet.group.desired).toBe(3);
  });

  it('goes on to the size when the group is too busy to suspend a process, and suspends it at the next tick', async () => {
    const fleet = new ScalerFleet().addNodes(2, 90);
    fleet.group.suspendedProcesses = [];
    const refusal = new ScalingInProgressError('SuspendProcesses AZRebalance', 'ResourceContention');
    vi.spyOn(fleet.group, 'suspendProcesses').mockRejectedValueOnce(refusal);
    await fleet.tick();
    expect(fleet.group.desired).toBe(3);
    expect(fleet.events.sent.map(({ detail }) => 'reason' in detail && detail.reason)).toMatchObject([
      { code: 'above-threshold' },
      { code: 'scaling-in-progress' },
    ]);
    await fleet.tick();
    expect(fleet.group.suspendedProcesses).toEqual(['AZRebalance']);
  });

  it('Law 6: decides and reports but does not act in observe-only mode', async () => {
    const fleet = new ScalerFleet().addNodes(2, 90);
    fleet.settings = { ...fleet.settings, acts: false };
    fleet.group.suspendedProcesses = [];
    await fleet.tick();
    expect(fleet.group.calls).toEqual([]);
    expect(fleet.table.history.map(({ decision }) => [decision.kind, decision.acts])).toEqual([
      ['scale-out', false],
      ['suspend-processes', false],
    ]);
  });

  it('decides but does not change the size when the policy says manual', async () => {
    const fleet = new ScalerFleet({ scaling: 'manual' }).addNodes(2, 90);
    await fleet.tick();
    expect(fleet.group.calls).toEqual([]);
    expect(fleet.table.history[0]?.decision).toMatchObject({ kind: 'scale-out', acts: false });
  });

  it.each([
    ['n4', []],
    ['n1', ['drain']],
  ])('reads who owns the shards before a dead node lets another go: %s', async (owner, kinds) => {
    const fleet = new ScalerFleet().addNodes(4, 20).ownShards(owner, 'n2', 'n3');
    fleet.table.heartbeats.set('n4', { ...heartbeatOf({ id: 'n4' }), fenced: true });
    await fleet.run(20, 20);
    const acts = fleet.table.history.filter(({ decision }) => decision.acts);
    expect(acts.map(({ decision }) => decision.kind)).toEqual(kinds);
  });

  it('ends an empty retained instance although scaling is manual: it belongs to no size, and bills', async () => {
    const fleet = new ScalerFleet({ scaling: 'manual' }).addNodes(3, 90).ownShards('n1', 'n2');
    fleet.group.setState('n3', 'Terminating:Retained');
    fleet.group.desired = 2;
    await fleet.tick();
    expect(fleet.group.calls).toEqual(['terminate n3']);
    expect(fleet.group.desired).toBe(2);
  });

  it('takes a victim back once scaling is manual, for nobody would end it', async () => {
    const fleet = new ScalerFleet({ scaling: 'manual' }).addNodes(3, 20).ownShards('n1', 'n2');
    await fleet.table.setControl({ nodeId: 'n3', duty: 'draining', cause: 'scale-in', sinceMs: 0 });
    await fleet.run(2, 20);
    expect([...fleet.table.controls.keys()]).toEqual([]);
    expect(fleet.group.calls).toEqual([]);
    expect(fleet.table.history[0]?.decision).toMatchObject({ kind: 'undrain', acts: true });
  });

  it('Law 6: changes nothing while the halt switch is on', async () => {
    const fleet = new ScalerFleet().addNodes(2, 90);
    fleet.table.switches = { halted: true, parked: false };
    await fleet.tick();
    expect(fleet.group.calls).toEqual([]);
    expect(fleet.table.history[0]?.decision.reason.code).toBe('halted');
  });

  it('counts launches that failed while the next attempt waits at its hook', async () => {
    const fleet = new ScalerFleet({ minNodes: 3 }).addNodes(2, 50);
    fleet.group.desired = 3;
    fleet.group.launch('Pending:Wait');
    const message = 'Lifecycle Action with token … was abandoned: Heartbeat Timeout';
    fleet.group.failures = [1, 2, 3].map((ago) => ({ failedAtMs: fleet.nowMs - ago, message, noCapacity: false }));
    await fleet.tick();
    expect(fleet.log.emitted.at(-1)).toMatchObject({ FailedLaunches: 3 });
  });

  it('counts launches that failed and says when AWS has no capacity', async () => {
    const fleet = new ScalerFleet().addNodes(2, 90);
    await fleet.tick();
    fleet.group.failures = [{ failedAtMs: NOW_MS, message: 'none left', noCapacity: true }];
    await fleet.run(1, 99);
    expect(fleet.log.emitted.at(-1)).toMatchObject({ [Metric.FAILED_LAUNCHES]: 1, [Metric.BLOCKED_NO_CAPACITY]: 1 });
    expect(fleet.table.history.at(-1)?.decision.reason.code).toBe('blocked-no-capacity');
  });

  it('says when somebody has suspended launches, as loudly as when AWS has no capacity', async () => {
    const fleet = new ScalerFleet().addNodes(2, 90);
    fleet.group.suspendedProcesses = ['AZRebalance', 'Launch'];
    await fleet.run(2, 99);
    expect(fleet.log.emitted.at(-1)).toMatchObject({ [Metric.BLOCKED_NO_CAPACITY]: 1 });
    expect(fleet.table.history.at(-1)?.decision.reason.code).toBe('launches-suspended');
  });

  it('forgets a memory of another format instead of misreading it', async () => {
    const fleet = new ScalerFleet().addNodes(2, 20);
    fleet.table.memories.set('scaler', JSON.stringify({ formatVersion: 99, window: 'new shape' }));
    await fleet.tick();
    expect(fleet.table.history[0]?.decision.reason.code).toBe('watching');
  });

  it.each([
    [121, 0],
    [119, 1],
  ])('Law 5: with a tick that is %i s old it runs %i times', async (seconds, runs) => {
    const fleet = new ScalerFleet().addNodes(2, 90);
    const handler = handleScalerEvent(fleet.ports(), fleet.settings);
    await handler({ time: new Date(NOW_MS - seconds * 1000).toISOString() });
    expect(fleet.group.calls).toHaveLength(runs);
  });
});
