import { describe, expect, it } from 'vitest';
import { ScalerMetric } from '../../../core/contract/metrics';
import type { ScalingRule } from '../../../core/scaling-policy/scaling-policy';
import { API, MINUTE_MS, policyOf, readUntil, ScalerWorld, START_MS, serviceOf } from './scaler-world';

const CPU_RULE = { kind: 'target', metric: 'cpuPercent', per: 'unit', target: 50 } as const;
const CPU = { namespace: 'App', name: 'Cpu', dimensions: {}, statistic: 'Average' };

/** By the utilisation of each task and by the requests of all. */
function serviceOfTwo() {
  const policy = policyOf({ rules: [CPU_RULE, ...policyOf().rules] });
  return serviceOf({ policy, metrics: { ...serviceOf().metrics, cpuPercent: CPU } });
}

describe('metrics', () => {
  it('are asked of minutes that ended the delay ago, with the few before them, for all services in one call', async () => {
    const world = new ScalerWorld()
      .add()
      .add(serviceOf({ resourceId: 'service/cluster/web' }))
      .load(200);
    await world.tick();
    await world.run(1);
    const newest = Math.floor(world.nowMs / MINUTE_MS) - 2;
    expect(world.metrics.calls).toEqual([
      { names: ['Requests', 'Requests'], first: newest - 180, last: newest - 1 },
      { names: ['Requests', 'Requests'], first: newest - 3, last: newest },
    ]);
  });

  it('whose sums grow for minutes are read when they are whole, of a rule that reacts, too', async () => {
    const rules = policyOf().rules.map((rule) => ({ ...rule, metricDelaySeconds: 300 }));
    const world = new ScalerWorld().add(serviceOf({ policy: policyOf({ rules }) }));
    const wholeUntil = () => Math.floor(world.nowMs / MINUTE_MS) - 6;
    world.load((minute) => (minute > wholeUntil() ? 100 : 700));
    await world.tick();
    expect(readUntil(world)).toBe(wholeUntil());
    expect(world.floor()).toBe(7);
  });

  it('of minutes that went by while no tick ran are caught up with', async () => {
    const world = new ScalerWorld().add().load(200);
    await world.tick();
    world.nowMs += 10 * MINUTE_MS;
    await world.tick();
    const { first, last } = world.metrics.calls[1] ?? { first: 0, last: 0 };
    expect(last - first + 1).toBe(10);
  });

  it('that are late are waited for, three minutes long', async () => {
    const lateFrom = Math.floor(START_MS / MINUTE_MS) - 2;
    const world = new ScalerWorld().add().load((minute) => (minute < lateFrom ? 200 : undefined));
    await world.tick();
    await world.run(1);
    expect(readUntil(world)).toBe(lateFrom - 1);
    await world.run(2);
    expect(readUntil(world)).toBe(lateFrom + 1);
    world.load((minute) => (minute < lateFrom + 2 ? undefined : 900));
    await world.run(1);
    expect(readUntil(world)).toBe(lateFrom + 4);
    expect(world.floor()).toBe(9);
  });

  it('that are later than others of the same service are waited for', async () => {
    const rises = Math.floor(START_MS / MINUTE_MS) + 5;
    const world = new ScalerWorld().add(serviceOfTwo()).load(50, 'Cpu');
    const newest = () => Math.floor(world.nowMs / MINUTE_MS) - 4;
    world.load((minute) => (minute > newest() ? undefined : minute < rises ? 200 : 900));
    await world.run(10);
    expect(world.floor()).toBe(9);
  });

  it('that no longer come do not hold up those that do', async () => {
    const gone = Math.floor(START_MS / MINUTE_MS);
    const world = new ScalerWorld().add(serviceOfTwo()).load((minute) => (minute < gone ? 50 : undefined), 'Cpu');
    world.load(200);
    await world.run(20);
    expect(readUntil(world)).toBe(Math.floor(world.nowMs / MINUTE_MS) - 2);
  });

  it.each([
    [55, 0],
    [112, 5],
    [112, 15],
    [112, 40],
    [560, 15],
  ])('of units do not flap at a constant load of %i whose tasks go %i s after a tick', async (load, seconds) => {
    const service = serviceOf({
      actuator: 'desired',
      policy: policyOf({ rules: [CPU_RULE] }),
      metrics: { cpuPercent: CPU },
    });
    const world = new ScalerWorld().add(service, { floor: 16, ceiling: 16 });
    const tasksIn = new Map<number, number>();
    world.load((minute) => load / (tasksIn.get(minute) ?? 16), 'Cpu');
    for (let minute = 0; minute < 120; minute += 1) {
      const before = world.cloud.desired.get(API) ?? 0;
      await world.run(1);
      const share = (START_MS % MINUTE_MS) / MINUTE_MS + seconds / 60;
      const after = world.cloud.desired.get(API) ?? 0;
      tasksIn.set(Math.floor(world.nowMs / MINUTE_MS), share * before + (1 - share) * after);
    }
    const kinds = world.codes.map((code) => code.split('/')[0]);
    expect(kinds).toContain('scale-in');
    expect(kinds).not.toContain('scale-out');
  });

  it('of units are not over fewer tasks because some die now and then', async () => {
    const service = serviceOf({
      actuator: 'desired',
      policy: policyOf({ rules: [CPU_RULE] }),
      metrics: { cpuPercent: CPU },
    });
    const world = new ScalerWorld().add(service, { floor: 10, ceiling: 10 });
    // 46.5 of each of ten, in the mean of seven and ten that run.
    world.load(465 / 8.5, 'Cpu');
    for (let minute = 0; minute < 90; minute += 1) {
      const desired = world.cloud.desired.get(API) ?? 0;
      world.cloud.running = minute % 2 === 0 ? desired : desired - 3;
      await world.run(1);
    }
    expect(world.cloud.desired.get(API)).toBe(10);
  });

  it('of which a minute may come are waited for after a long delay, too', async () => {
    const rules = [{ ...policyOf().rules[0], metricDelaySeconds: 300 }] as ScalingRule[];
    const world = new ScalerWorld().add(serviceOf({ policy: policyOf({ rules }) }));
    const readable = () => Math.floor((world.nowMs - 300_000) / MINUTE_MS) - 1;
    world.load((minute) => (minute >= readable() ? undefined : 200));
    await world.run(10);
    expect(readUntil(world)).toBe(readable() - 1);
  });

  it('of units are those of the tasks that ran in their minute', async () => {
    const service = serviceOf({ policy: policyOf({ rules: [CPU_RULE] }), metrics: { cpuPercent: CPU } });
    const world = new ScalerWorld().add(service).load(50, 'Cpu');
    world.cloud.desired.set(API, 6);
    await world.run(1);
    expect(world.floor()).toBe(2);
    await world.run(3);
    expect(world.floor()).toBe(6);
  });

  it.each([600, 3000])(
    'of units that come %i s late are those of the tasks that ran in their minute',
    async (delay) => {
      // GIVEN a load of three units at the target, of which two run, and metrics that show the past for long
      const policy = policyOf({ rules: [{ ...CPU_RULE, metricDelaySeconds: delay }] });
      const service = serviceOf({ actuator: 'desired', policy, metrics: { cpuPercent: CPU } });
      const world = new ScalerWorld().add(service, { floor: 2, ceiling: 2 });
      const ran = new Map<number, number>();
      world.load((minute) => 150 / (ran.get(minute) ?? 2), 'Cpu');
      const decided = new Set<number | undefined>();
      for (let minute = 0; minute < 300; minute += 1) {
        ran.set(Math.floor(world.nowMs / MINUTE_MS) + 1, world.cloud.desired.get(API) ?? 0);
        await world.run(1);
        decided.add(world.cloud.desired.get(API));
      }
      expect([...decided]).toEqual([3]);
    },
  );

  it('that are missing for an hour change nothing, and are told', async () => {
    const world = new ScalerWorld().add(serviceOf(), { floor: 8, ceiling: 20 }).load(800);
    await world.run(5);
    world.load(undefined);
    await world.run(60);
    expect(world.bounds()).toEqual([8, 20]);
    expect(world.codes.at(-1)).toBe('hold/metrics-missing');
    expect(world.log.emitted.at(-1)).toMatchObject({ [ScalerMetric.METRICS_MISSING]: 1 });
  });

  it('that mean 0 when empty are 0', async () => {
    const service = serviceOf();
    const requests = { namespace: 'App', name: 'Requests', dimensions: {}, statistic: 'Sum', emptyIs: 0 };
    const world = new ScalerWorld()
      .add({ ...service, metrics: { requests } }, { floor: 8, ceiling: 20 })
      .load(undefined);
    await world.run(60);
    expect(world.floor()).toBe(1);
  });

  it('that CloudWatch cannot read are told in the log', async () => {
    const world = new ScalerWorld().add().load(undefined);
    world.metrics.fault = 'InternalError';
    await world.tick();
    expect(world.log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: `${API}: requests: InternalError` }),
    );
  });
});
