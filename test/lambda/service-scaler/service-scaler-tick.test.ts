import { describe, expect, it } from 'vitest';
import { SERVICE_DECISION_EVENT } from '../../../core/contract/events';
import { ScalerMetric, ServiceMetric } from '../../../core/contract/metrics';
import { API, PREDICTIVE_RULE, policyOf, ScalerWorld, serviceOf } from './scaler-world';

describe('a tick of the service scaler', () => {
  it('sets the floor that the load asks for, and leaves the ceiling to whoever set it', async () => {
    const world = new ScalerWorld().add().load(700);
    await world.tick();
    expect(world.cloud.changes).toEqual([{ id: API, bounds: { floor: 7 } }]);
    expect(world.events.sent).toMatchObject([
      { type: SERVICE_DECISION_EVENT, detail: { scaler: 'scaler', subject: API, kind: 'scale-out', acts: true } },
    ]);
    expect(world.table.history).toMatchObject([{ kind: 'scale-out', details: { floor: 7, floorBefore: 2 } }]);
  });

  it('never sets a floor above the ceiling of the target', async () => {
    const world = new ScalerWorld().add().load(3000);
    await world.run(2);
    expect(world.bounds()).toEqual([20, 20]);
    expect(world.codes.at(-1)).toBe('hold/target-ceiling');
  });

  it("with actuator 'desired' sets both bounds to the number, and takes over a range", async () => {
    const world = new ScalerWorld().add(serviceOf({ actuator: 'desired' })).load(200);
    await world.tick();
    expect(world.bounds()).toEqual([2, 2]);
    expect(world.codes).toEqual(['set-bounds/bounds-differ']);
    world.load(900);
    await world.run(2);
    expect(world.bounds()).toEqual([9, 9]);
    expect(world.cloud.desired.get(API)).toBe(9);
  });

  it('scales in once the waste has gone on, and not while the service is deployed', async () => {
    const world = new ScalerWorld().add(serviceOf(), { floor: 8, ceiling: 20 }).load(200);
    world.cloud.isDeploying = true;
    await world.run(60);
    expect(world.floor()).toBe(8);
    expect(world.codes).toContain('hold/deploying');
    world.cloud.isDeploying = false;
    await world.run(30);
    expect(world.floor()).toBe(2);
  });

  it('moves the ceiling only for a policy that limits it by a window or by cost', async () => {
    const night = { name: 'night', start: '0 12 * * *', timeZone: 'Etc/UTC', minutes: 60, ceiling: 5 };
    const policy = policyOf({ mostUnits: 30, windows: [night] });
    const world = new ScalerWorld().add(serviceOf({ policy })).load(900);
    await world.run(2);
    expect(world.bounds()).toEqual([5, 5]);
    await world.run(60);
    expect(world.bounds()).toEqual([9, 30]);
  });

  it('takes no ceiling for its own that it only would have set', async () => {
    const world = new ScalerWorld().add(serviceOf({ actuator: 'desired' }), { floor: 2, ceiling: 9 }).load(900);
    world.acts = false;
    await world.run(2);
    world.acts = true;
    world.table.services.set(API, JSON.stringify(serviceOf()));
    await world.run(2);
    expect(world.bounds()).toEqual([9, 9]);
  });

  it.each([
    ['under which it set the number', { actuator: 'desired' }],
    ['whose cost ceiling is gone', { policy: policyOf({ costCeiling: { dollarsPerHour: 5, unitDollarsPerHour: 1 } }) }],
  ] as const)('gives the ceiling back after a policy %s, and leaves it then', async (_, changes) => {
    const world = new ScalerWorld().add(serviceOf(changes)).load(400);
    await world.run(2);
    expect(world.bounds()[1]).toBeLessThan(6);
    world.table.services.set(API, JSON.stringify(serviceOf()));
    await world.run(1);
    expect(world.bounds()).toEqual([4, 50]);
    world.cloud.targets.set(API, { floor: 4, ceiling: 9, suspended: false });
    await world.run(2);
    expect(world.bounds()).toEqual([4, 9]);
  });

  it('says so and does nothing when there is no target, no service, or somebody suspended it', async () => {
    const world = new ScalerWorld().add().load(700);
    const target = { floor: 2, ceiling: 20, suspended: true };
    world.cloud.targets.set(API, target);
    await world.tick();
    world.cloud.targets.set(API, { ...target, suspended: false });
    world.cloud.desired.delete(API);
    await world.run(1);
    world.cloud.targets.delete(API);
    await world.run(1);
    expect(world.codes).toEqual(['hold/suspended', 'hold/no-service', 'hold/no-target']);
    expect(world.cloud.changes).toEqual([]);
  });

  it.each([
    ['observes', (world: ScalerWorld) => world.add(), false],
    ['is manual', (world: ScalerWorld) => world.add(serviceOf({ policy: policyOf({ mode: 'manual' }) })), true],
  ])('decides and reports but changes nothing when it %s', async (_, prepare, acts) => {
    const world = prepare(new ScalerWorld()).load(700);
    world.acts = acts;
    await world.tick();
    expect(world.cloud.changes).toEqual([]);
    expect(world.table.history).toMatchObject([{ kind: 'scale-out', acts: false, details: { floor: 7 } }]);
    expect(world.log.total(ScalerMetric.SCALE_OUTS)).toBe(0);
  });

  it('tells news alone, but counts every tick', async () => {
    const world = new ScalerWorld().add().load(200);
    await world.run(10);
    expect(world.codes).toHaveLength(new Set(world.codes).size);
    expect(world.events.sent).toHaveLength(world.codes.length);
    expect(world.log.total(ScalerMetric.SERVICES)).toBe(10);
    expect(world.log.services.at(-1)).toMatchObject({
      service: 'cluster/api',
      values: { [ServiceMetric.DECIDED]: 2, [ServiceMetric.DEMAND]: 2, [ServiceMetric.CEILING]: 50 },
    });
  });

  it('decides about all services although one item is faulty, and names its faults', async () => {
    const world = new ScalerWorld().add().load(700);
    world.table.services.set('service/cluster/bad', '{"resourceId":"service/cluster/bad"}');
    await world.tick();
    expect(world.floor()).toBe(7);
    expect(world.table.history.at(-1)).toMatchObject({
      subject: 'service/cluster/bad',
      reason: { code: 'bad-service' },
    });
    expect(world.log.emitted.at(-1)).toMatchObject({ [ScalerMetric.SERVICES]: 2, [ScalerMetric.HOLDS]: 1 });
  });

  it('Law 1: decides about no service by an item under another name', async () => {
    const world = new ScalerWorld().add().load(700);
    const copy = serviceOf({ policy: policyOf({ leastUnits: 9 }) });
    world.table.services.set('service/cluster/copy', JSON.stringify(copy));
    await world.tick();
    expect(world.floor()).toBe(7);
    expect(world.table.history.at(-1)?.reason.text).toContain(`the item of service/cluster/copy holds ${API}`);
  });
});

describe('a predictive service', () => {
  const REQUESTS = { namespace: 'App', name: 'Requests', dimensions: {}, statistic: 'Sum' };
  const predictive = (id: string) =>
    serviceOf({ resourceId: id, policy: policyOf({ rules: [PREDICTIVE_RULE] }), actuator: 'desired' });

  it('learns two weeks of history, a few services a tick, and decides meanwhile by the last hours', async () => {
    const ids = ['a', 'b', 'c', 'd'].map((name) => `service/cluster/${name}`);
    const world = new ScalerWorld();
    for (const id of ids) {
      world.add(predictive(id));
    }
    world.load(500);
    await world.tick();
    const lengths = world.metrics.calls.map(({ first, last }) => last - first + 1);
    expect(lengths).toEqual([180, 20_160, 20_160, 20_160]);
    expect(world.log.services.every(({ values }) => (values[ServiceMetric.ORDER] ?? 0) >= 5)).toBe(true);
    await world.run(2);
    const states = [...world.table.states.values()].map(({ state }) => JSON.parse(state));
    expect(states.every(({ engine }) => engine !== undefined)).toBe(true);
    expect(world.metrics.calls.slice(4).map(({ first, last }) => last - first + 1)).toEqual([4, 20_160, 4]);
  });

  it('learns fewer services a tick when they have more rules to learn', async () => {
    const world = new ScalerWorld();
    for (const name of ['a', 'b']) {
      const metrics = { one: { ...REQUESTS, name: 'One' }, two: REQUESTS, three: { ...REQUESTS, name: 'Three' } };
      const rules = Object.keys(metrics).map((metric) => ({ ...PREDICTIVE_RULE, metric }));
      world.add(serviceOf({ resourceId: `service/cluster/${name}`, metrics, policy: policyOf({ rules }) }));
    }
    await world.load(500).tick();
    expect(world.metrics.calls.map(({ first, last }) => last - first + 1)).toEqual([180, 20_160]);
  });

  it('keeps a state of at most 19 KB, and learns anew when the rules change', async () => {
    const world = new ScalerWorld().add(predictive(API)).load(500);
    await world.tick();
    expect(world.table.states.get(API)?.state.length).toBeLessThan(19_000);
    const other = { ...PREDICTIVE_RULE, unitCapacity: 50 };
    world.table.services.set(API, JSON.stringify({ ...predictive(API), policy: policyOf({ rules: [other] }) }));
    await world.run(1);
    const { first, last } = world.metrics.calls.at(-1) ?? { first: 0, last: 0 };
    expect(last - first + 1).toBe(20_160);
    expect(world.bounds()[0]).toBeGreaterThanOrEqual(10);
  });
});
