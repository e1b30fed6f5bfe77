import { describe, expect, it } from 'vitest';
import { EventType } from '../../../core/contract/events';
import { Metric } from '../../../core/contract/metrics';
import { handleLifecycleEvent } from '../../../lambda/lifecycle/handle-lifecycle-event';
import { runLifecycleTick } from '../../../lambda/lifecycle/lifecycle-tick';
import { heartbeatOf, NOW_MS, policyOf } from '../../core/scaling/fleet-fixture';
import { FaultInjector, InjectedCrash } from '../memory/fault-injector';
import { MemoryGroup } from '../memory/memory-group';
import { MemoryEvents, MemoryLog } from '../memory/memory-outlets';
import { MemoryTable } from '../memory/memory-table';

const SETTINGS = {
  fleetName: 'fleet',
  policy: policyOf({ shardCount: 2 }),
  launchHookName: 'launch',
  terminateHookName: 'terminate',
};

/** A fleet in memory: n1 serves both shards, of which a test moves some away. */
class LifecycleFleet {
  readonly table = new MemoryTable();
  readonly group = new MemoryGroup();
  readonly events = new MemoryEvents();
  readonly log = new MemoryLog();
  nowMs = NOW_MS;
  settings = SETTINGS;
  /** Renews its lease no more. */
  silent: string | undefined;

  constructor(state = 'InService') {
    this.group.add('n1', 'a', state);
    this.group.add('n2', 'b');
    for (const id of ['n1', 'n2']) {
      this.table.heartbeats.set(id, heartbeatOf({ id }));
    }
    this.own('n1', 'n1');
  }

  own(...owners: readonly string[]): void {
    owners.forEach((owner, index) => {
      const id = `shard-0000${index}`;
      this.table.shards.set(id, { id, owner, followers: [], epoch: 1 });
    });
  }

  ports(faults?: FaultInjector) {
    const wrap = <Port extends object>(port: Port): Port => faults?.wrap(port) ?? port;
    return {
      table: wrap(this.table),
      group: wrap(this.group),
      events: wrap(this.events),
      log: this.log,
      clock: () => this.nowMs,
    };
  }

  async tick(faults?: FaultInjector): Promise<void> {
    this.nowMs += 60_000;
    for (const [id, heartbeat] of this.table.heartbeats) {
      const renewal = id === this.silent ? 0 : 1;
      this.table.heartbeats.set(id, { ...heartbeat, counter: heartbeat.counter + renewal });
    }
    await runLifecycleTick(this.ports(faults), this.settings);
  }
}

describe('a tick of the lifecycle function', () => {
  it('makes one call and causes nothing while no instance waits', async () => {
    const fleet = new LifecycleFleet();
    const faults = new FaultInjector(0, 'before');
    await fleet.tick(faults);
    expect(faults.calls).toBe(1);
    expect(fleet.events.sent).toEqual([]);
    expect(fleet.log.emitted).toEqual([{ [Metric.RETAINED]: 0 }]);
  });

  it('Law 8: continues a launch after the first heartbeat, and says why', async () => {
    const fleet = new LifecycleFleet();
    fleet.group.add('n3', 'a', 'Pending:Wait');
    await fleet.tick();
    expect(fleet.group.calls).toEqual([]);
    fleet.table.heartbeats.set('n3', heartbeatOf({ id: 'n3' }));
    await fleet.tick();
    expect(fleet.group.calls).toEqual(['complete launch n3 CONTINUE']);
    expect(fleet.table.history.map(({ decision }) => decision.reason.code)).toEqual([
      'no-heartbeat',
      'first-heartbeat',
    ]);
    expect(fleet.events.sent.map((event) => event.type)).toEqual([
      EventType.LIFECYCLE_DECISION,
      EventType.LIFECYCLE_DECISION,
    ]);
  });

  it('Law 2: marks a leaving node, waits for its shards, then lets it go', async () => {
    const fleet = new LifecycleFleet('Terminating:Wait');
    await fleet.tick();
    expect(fleet.table.controls.get('n1')).toMatchObject({ duty: 'draining', cause: 'terminating' });
    expect(fleet.group.calls).toEqual([]);
    fleet.own('n2');
    await fleet.tick();
    expect(fleet.group.calls).toEqual(['extend terminate n1']);
    fleet.own('n2', 'n2');
    await fleet.tick();
    expect(fleet.group.calls).toEqual(['extend terminate n1', 'complete terminate n1 CONTINUE']);
  });

  it.each([
    [45, 'taking-over'],
    [90, 'shards-held'],
  ])('WHEN a leaving node is silent for a minute and leases last %i s THEN it says %s', async (leaseSeconds, code) => {
    const fleet = new LifecycleFleet('Terminating:Wait');
    fleet.settings = { ...SETTINGS, policy: { ...SETTINGS.policy, leaseSeconds } };
    await fleet.tick();
    fleet.silent = 'n1';
    await fleet.tick();
    expect(fleet.table.history.at(-1)?.decision.reason.code).toBe(code);
  });

  it('answers and reports all others when AWS refuses one hook, and fails then', async () => {
    const fleet = new LifecycleFleet('Pending:Wait');
    fleet.group.add('n3', 'a', 'Pending:Wait');
    fleet.table.heartbeats.set('n3', heartbeatOf({ id: 'n3' }));
    const { group } = fleet;
    const complete = group.completeHook.bind(group);
    group.completeHook = async (hook) => {
      if (hook.instanceId === 'n1') {
        throw new Error('AWS refuses');
      }
      return complete(hook);
    };
    await expect(fleet.tick()).rejects.toThrow('hooks were not answered: Error: AWS refuses');
    expect(group.calls).toEqual(['complete launch n3 CONTINUE']);
    expect(fleet.events.sent).toHaveLength(2);
  });

  it('sends and asks nothing more while a wait just lasts', async () => {
    const fleet = new LifecycleFleet('Terminating:Wait');
    await fleet.tick();
    fleet.events.sent.length = 0;
    await fleet.tick();
    await fleet.tick();
    expect(fleet.events.sent).toEqual([]);
    expect(fleet.group.calls).toEqual([]);
  });

  it('Law 2: lets nobody go whom it could not mark', async () => {
    const fleet = new LifecycleFleet('Terminating:Wait');
    fleet.own('n2', 'n2');
    const refusing = new Proxy(fleet.table, {
      get(target, property) {
        if (property === 'changeControl') return async () => false;
        const member: unknown = Reflect.get(target, property);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    await runLifecycleTick({ ...fleet.ports(), table: refusing }, SETTINGS);
    expect(fleet.group.calls).toEqual([]);
  });

  it('lets a leaver go beside one whose control word nobody can read', async () => {
    const fleet = new LifecycleFleet('Terminating:Wait');
    fleet.own('n2', 'n2');
    fleet.group.add('n3', 'a', 'Terminating:Wait');
    fleet.table.heartbeats.set('n3', heartbeatOf({ id: 'n3' }));
    const { table } = fleet;
    const change = table.changeControl.bind(table);
    table.changeControl = async (turn, id, cause, next) => id !== 'n1' && change(turn, id, cause, next);
    await fleet.tick();
    expect(fleet.group.calls).toEqual(['complete terminate n3 CONTINUE']);
    const kept = table.history.map(({ decision }) => [decision.details.instanceId, decision.reason.code]);
    expect(kept).toContainEqual(['n1', 'not-marked']);
  });

  it('counts retained instances and reports each once', async () => {
    const fleet = new LifecycleFleet('Terminating:Retained');
    await fleet.tick();
    await fleet.tick();
    expect(fleet.log.emitted.at(-1)).toMatchObject({ [Metric.RETAINED]: 1 });
    expect(fleet.events.sent).toHaveLength(1);
    expect(fleet.group.calls).toEqual([]);
  });

  it('Law 5: takes doubled and reordered events as mere wake-ups', async () => {
    const fleet = new LifecycleFleet();
    fleet.group.add('n3', 'a', 'Pending:Wait');
    fleet.table.heartbeats.set('n3', heartbeatOf({ id: 'n3' }));
    const handler = handleLifecycleEvent(fleet.ports(), SETTINGS);
    const event = { time: new Date(NOW_MS).toISOString(), detail: { EC2InstanceId: 'n-long-gone' } };
    await handler(event);
    await handler(event);
    expect(fleet.group.calls).toEqual(['complete launch n3 CONTINUE']);
  });

  it('Law 5: ignores an event that is older than two minutes', async () => {
    const fleet = new LifecycleFleet('Terminating:Wait');
    const handler = handleLifecycleEvent(fleet.ports(), SETTINGS);
    await handler({ time: new Date(NOW_MS - 121_000).toISOString() });
    expect(fleet.table.versions.size).toBe(0);
  });

  it('Law 5: two ticks at once answer a hook once each at most, and let nobody go early', async () => {
    const fleet = new LifecycleFleet('Terminating:Wait');
    await Promise.all([fleet.tick(), fleet.tick()]);
    expect(fleet.group.calls).toEqual([]);
    expect(fleet.group.instances.has('n1')).toBe(true);
  });

  it.each(['before', 'after'] as const)('Law 5: a crash %s any call costs time and nothing else', async (when) => {
    for (let crashAt = 1; ; crashAt += 1) {
      const fleet = new LifecycleFleet('Terminating:Wait');
      fleet.own('n2', 'n2');
      fleet.group.add('n3', 'a', 'Pending:Wait');
      fleet.table.heartbeats.set('n3', heartbeatOf({ id: 'n3' }));
      const crashed = await crashes(() => fleet.tick(new FaultInjector(crashAt, when)));
      await fleet.tick();
      expect(fleet.group.instances.has('n1'), `crash ${when} call ${crashAt}`).toBe(false);
      expect(fleet.group.instances.get('n3')?.lifecycleState).toBe('InService');
      if (!crashed) {
        break;
      }
    }
  });
});

async function crashes(run: () => Promise<void>): Promise<boolean> {
  try {
    await run();
    return false;
  } catch (error) {
    if (error instanceof InjectedCrash) {
      return true;
    }
    throw error;
  }
}
