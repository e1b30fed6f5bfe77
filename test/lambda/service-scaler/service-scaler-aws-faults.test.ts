import { describe, expect, it } from 'vitest';
import { ScalerMetric } from '../../../core/contract/metrics';
import type { TaskPort } from '../../../lambda/service-scaler/service-scaler-ports';
import { runServiceScalerTick } from '../../../lambda/service-scaler/service-scaler-tick';
import {
  API,
  MINUTE_MS,
  PREDICTIVE_RULE,
  policyOf,
  readUntil,
  rising,
  ScalerWorld,
  serviceOf,
  WEB,
} from './scaler-world';

describe('metrics', () => {
  const requests = { namespace: 'App', name: 'Requests', dimensions: {}, statistic: 'Sum', emptyIs: 0 };
  const cpuPercent = { namespace: 'App', name: 'Cpu', dimensions: {}, statistic: 'Average' };
  const cpuRule = { kind: 'target', metric: 'cpuPercent', per: 'unit', target: 50 } as const;
  const [requestRule] = policyOf().rules;
  const two = serviceOf({
    metrics: { requests, cpuPercent },
    policy: policyOf({ rules: requestRule ? [requestRule, cpuRule] : [] }),
  });

  it('that cannot be read are unknown although they mean 0 when empty', async () => {
    const world = new ScalerWorld().add(serviceOf({ metrics: { requests } }), { floor: 8, ceiling: 20 }).load(800);
    await world.run(5);
    world.load(undefined);
    world.metrics.fault = 'InternalError';
    await world.run(120);
    expect(world.floor()).toBe(8);
    expect(world.codes.at(-1)).toBe('hold/metrics-missing');
  });

  it('of weeks that CloudWatch gives in part are read again, for they are learned once', async () => {
    const world = new ScalerWorld().add(serviceOf({ policy: policyOf({ rules: [PREDICTIVE_RULE] }) })).load(700);
    world.metrics.fault = 'InternalError';
    await world.tick();
    world.metrics.fault = undefined;
    await world.run(1);
    const days = world.metrics.calls.map(({ first, last }) => Math.floor((last - first) / 1440));
    expect(days).toEqual([13, 13]);
    await world.run(1);
    expect(world.metrics.calls).toHaveLength(3);
    expect(readUntil(world)).toBe(Math.floor(world.nowMs / MINUTE_MS) - 2);
  });

  it('that mean 0 when empty are waited for, also where another metric is there', async () => {
    const world = new ScalerWorld().add(two, { floor: 2, ceiling: 20 }).load(5, 'Cpu');
    const newest = Math.floor(world.nowMs / MINUTE_MS) - 2;
    world.load((minute) => (minute < newest ? 700 : undefined));
    await world.tick();
    expect(world.floor()).toBe(7);
    await world.run(1);
    expect(readUntil(world)).toBe(newest - 1);
    await world.run(3);
    expect(readUntil(world)).toBeGreaterThan(newest);
  });

  it('of which one is missing are told while tasks run, since that one keeps them all', async () => {
    const world = new ScalerWorld().add(two, { floor: 8, ceiling: 20 }).load(200);
    await world.run(60);
    expect(world.floor()).toBe(8);
    expect(world.log.emitted.at(-1)).toMatchObject({ [ScalerMetric.METRICS_MISSING]: 1 });
    world.cloud.running = 0;
    await world.run(1);
    expect(world.log.emitted.at(-1)).toMatchObject({ [ScalerMetric.METRICS_MISSING]: 0 });
  });

  it('that AWS does not give hold no bound back, and fail the tick after all', async () => {
    const noon = { name: 'noon', start: '0 12 * * *', timeZone: 'Etc/UTC', minutes: 60, floor: 6 };
    const world = new ScalerWorld().add(serviceOf({ policy: policyOf({ windows: [noon] }) })).load(200);
    world.metrics.refusal = new Error('rate exceeded');
    await expect(world.tick()).rejects.toThrow('metrics of 1 services: Error: rate exceeded');
    expect(world.floor()).toBe(6);
    world.metrics.refusal = undefined;
    world.load(900);
    await world.run(1);
    expect(world.floor()).toBe(9);
  });
});

describe('AWS', () => {
  it('that refuses one service stops no other, and fails the tick after all', async () => {
    const world = rising();
    const { setBounds } = world.cloud;
    world.cloud.setBounds = async (id, bounds) => {
      if (id === API) {
        throw new Error('rate exceeded');
      }
      return setBounds.call(world.cloud, id, bounds);
    };
    await expect(world.tick()).rejects.toThrow(`${API}: Error: rate exceeded`);
    expect(world.bounds(WEB)).toEqual([7, 7]);
    const sent = world.events.sent.map(({ detail }) => detail as { subject: string; reason: { code: string } });
    expect(sent.find(({ subject }) => subject === API)?.reason.code).toBe('refused');
    expect(world.codes).toEqual(['scale-out/above-target', 'scale-out/above-target', 'hold/refused']);
  });

  it('that does not tell the tasks of one cluster stops no service of another, and fails the tick after all', async () => {
    const OTHER = 'service/other/api';
    const world = rising().add(serviceOf({ resourceId: OTHER }));
    const ports = world.ports();
    const tasks: TaskPort = {
      describe: (ids) => (ids.includes(OTHER) ? Promise.reject(new Error('access denied')) : ports.tasks.describe(ids)),
    };
    const tick = runServiceScalerTick({ ...ports, tasks }, { scalerName: 'scaler', acts: true });
    await expect(tick).rejects.toThrow('tasks of service/other: Error: access denied');
    expect([world.floor(), world.bounds(WEB), world.floor(OTHER)]).toEqual([7, [7, 7], 2]);
    await world.tick();
    expect(world.floor(OTHER)).toBe(7);
  });

  it('that is changing the target is left alone until the next tick', async () => {
    const world = new ScalerWorld().add().load(700);
    world.cloud.isBusy = true;
    await world.tick();
    world.cloud.isBusy = false;
    await world.run(1);
    expect(world.floor()).toBe(7);
  });
});

describe('a service that grows', () => {
  it('is not taken for one without capacity, however long it takes', async () => {
    const world = new ScalerWorld().add(serviceOf({ actuator: 'desired' })).load(200);
    await world.run(2);
    for (let minute = 1; minute <= 40; minute += 1) {
      world.load(200 + 100 * minute);
      // A task takes two minutes to start.
      world.cloud.running = Math.max(2, (world.cloud.desired.get(API) ?? 0) - 2);
      await world.run(1);
    }
    expect(world.codes).not.toContain('hold/tasks-do-not-start');
    expect(world.floor()).toBeGreaterThan(38);
  });
});

describe('a service without capacity', () => {
  const blocked = () => {
    const world = new ScalerWorld().add(serviceOf({ actuator: 'desired' }), { floor: 4, ceiling: 4 }).load(900);
    world.cloud.running = 2;
    return world;
  };
  const message = '(service api) was unable to place a task because no container instance met all of its requirements.';

  it('is asked for no more, and says why', async () => {
    const world = blocked();
    world.cloud.events = [{ atMs: world.nowMs - MINUTE_MS, message }];
    await world.run(3);
    expect(world.bounds()).toEqual([4, 4]);
    expect(world.codes).toEqual(['hold/no-capacity']);
    expect(world.table.history[0]?.reason.text).toContain(`blocked: no capacity: 2 of 4 tasks run: ${message}`);
    expect(world.log.emitted.at(-1)).toMatchObject({ [ScalerMetric.BLOCKED_NO_CAPACITY]: 1 });
    world.cloud.running = undefined;
    await world.run(1);
    expect(world.bounds()).toEqual([9, 9]);
  });

  it('whose forecast says that tasks take ten minutes is given half an hour', async () => {
    const rule = { ...PREDICTIVE_RULE, startUpSeconds: 600 };
    const service = serviceOf({ actuator: 'desired', policy: policyOf({ rules: [rule] }) });
    const world = new ScalerWorld().add(service, { floor: 4, ceiling: 4 }).load(900);
    world.cloud.running = 2;
    const blocked = () => world.log.emitted.at(-1)?.[ScalerMetric.BLOCKED_NO_CAPACITY];
    await world.tick();
    await world.run(28);
    expect(blocked()).toBe(0);
    await world.run(3);
    expect(blocked()).toBe(1);
  });

  it('is found by its failed activity, or by tasks that do not start for a quarter of an hour', async () => {
    const failing = blocked();
    failing.cloud.failed = { atMs: failing.nowMs, message: 'the service is inactive' };
    await failing.tick();
    expect(failing.codes).toEqual(['hold/activity-failed']);

    const slow = blocked();
    slow.cloud.desired.set(API, 4);
    await slow.tick();
    expect(slow.bounds()).toEqual([9, 9]);
    await slow.run(14);
    expect(slow.log.emitted.at(-1)).toMatchObject({ [ScalerMetric.BLOCKED_NO_CAPACITY]: 0 });
    await slow.run(1);
    expect(slow.log.emitted.at(-1)).toMatchObject({ [ScalerMetric.BLOCKED_NO_CAPACITY]: 1 });
  });

  it('is asked for more once after a quarter of an hour, although the tick of that minute did not come', async () => {
    const world = blocked();
    await world.tick();
    await world.run(20);
    world.load(1500);
    await world.run(8);
    expect(world.bounds()).toEqual([9, 9]);
    world.nowMs += MINUTE_MS;
    await world.run(1);
    expect(world.bounds()).toEqual([15, 15]);
  });

  it('is given its number again five minutes after AWS failed to set it', async () => {
    const world = new ScalerWorld().add(serviceOf({ actuator: 'desired' }), { floor: 9, ceiling: 9 }).load(900);
    world.cloud.desired.set(API, 4);
    world.cloud.failed = { atMs: world.nowMs, message: 'rate exceeded' };
    await world.run(4);
    expect(world.codes).toEqual(['hold/activity-failed']);
    expect(world.cloud.changes).toEqual([]);
    await world.run(1);
    expect(world.cloud.desired.get(API)).toBe(9);
  });

  it('is decided about although nobody tells its activities, and the tick fails after all', async () => {
    const world = blocked();
    world.cloud.failedActivity = async () => {
      throw new Error('rate exceeded');
    };
    await expect(world.tick()).rejects.toThrow(`activities of ${API}: Error: rate exceeded`);
    expect(world.bounds()).toEqual([9, 9]);
  });

  it('may still be scaled in', async () => {
    const world = blocked();
    world.cloud.events = [{ atMs: world.nowMs, message }];
    world.load(100);
    await world.run(29);
    expect(world.floor()).toBe(1);
  });
});
