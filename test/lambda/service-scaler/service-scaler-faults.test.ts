import { describe, expect, it } from 'vitest';
import type { PredictiveRule } from '../../../core/scaling-policy/scaling-policy';
import { runServiceScalerTick } from '../../../lambda/service-scaler/service-scaler-tick';
import { FaultInjector, InjectedCrash } from '../memory/fault-injector';
import { API, MINUTE_MS, policyOf, rising, ScalerWorld, serviceOf, WEB } from './scaler-world';

const PREDICTIVE: PredictiveRule = {
  kind: 'predictive',
  metric: 'requests',
  unitCapacity: 100,
  maxUnmet: 0.01,
  startUpSeconds: 75,
};

/** Crashes the tick around its nth call; answers whether it had that many. */
async function crashedTick(world: ScalerWorld, crashAt: number, when: 'before' | 'after'): Promise<boolean> {
  try {
    await world.tick(new FaultInjector(crashAt, when));
    return false;
  } catch (error) {
    if (isCrash(error)) {
      return true;
    }
    throw error;
  }
}

/** Around the change of one service a crash looks as if AWS had refused it. */
function isCrash(error: unknown): boolean {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors.map(({ cause }) => cause) : [error];
  return errors.every((one) => one instanceof InjectedCrash);
}

describe('a crash around any call', () => {
  it.each(['before', 'after'] as const)('%s it costs a tick and nothing else', async (when) => {
    let crashAt = 1;
    for (let crashed = true; crashed; crashAt += 1) {
      const world = rising();
      crashed = await crashedTick(world, crashAt, when);
      await world.run(1);
      expect([crashAt, world.bounds(), world.bounds(WEB)]).toEqual([crashAt, [7, 20], [7, 7]]);
      await world.run(3);
      expect([crashAt, world.bounds(), world.bounds(WEB)]).toEqual([crashAt, [7, 20], [7, 7]]);
    }
    expect(crashAt).toBeGreaterThan(10);
  });

  it.each(['before', 'after'] as const)('%s it does nothing whose reason is not kept', async (when) => {
    for (let crashAt = 1; crashAt < 14; crashAt += 1) {
      const world = rising();
      await crashedTick(world, crashAt, when);
      expect(world.cloud.changes.length === 0 || world.table.history.length > 0).toBe(true);
    }
  });
});

describe('a lost state', () => {
  it('delays scale-in, and never makes it early', async () => {
    const world = new ScalerWorld().add(serviceOf(), { floor: 8, ceiling: 20 }).load(200);
    await world.run(1);
    for (let minute = 0; minute < 5; minute += 1) {
      world.table.states.clear();
      await world.run(1);
      expect(world.floor()).toBe(8);
    }
    await world.run(60);
    expect(world.floor()).toBe(2);
  });

  it.each(['{"formatVersion":99,"engine":{},"ran":5}', '{"formatVersion":1,"ran":5}', '{"formatVersion":1,"ra', '7'])(
    'of another format, or damaged as %s, is none and stops no service',
    async (state) => {
      const world = rising();
      world.table.states.set(API, { version: 0, state });
      await world.tick();
      expect([world.bounds(), world.bounds(WEB)]).toEqual([
        [7, 20],
        [7, 7],
      ]);
    },
  );

  it('of a clock that was ahead is none', async () => {
    const world = new ScalerWorld().add().load(200);
    world.nowMs += 600 * MINUTE_MS;
    await world.tick();
    world.nowMs -= 600 * MINUTE_MS;
    world.load(700);
    await world.tick();
    expect(world.floor()).toBe(7);
  });

  it('that cannot be kept stops nothing, and fails the tick after all', async () => {
    const world = rising();
    world.table.saveState = async () => {
      throw new Error('item too large');
    };
    await expect(world.tick()).rejects.toThrow(`state of ${API}: Error: item too large`);
    expect([world.floor(), world.floor(WEB)]).toEqual([7, 7]);
  });
});

describe('a service that cannot be decided about', () => {
  it('stops no other, and fails the tick after all', async () => {
    const world = rising();
    // What no AWS would say.
    world.cloud.desired.set(WEB, Number.NaN);
    await expect(world.tick()).rejects.toThrow(`${WEB}: Error: desired is NaN`);
    expect(world.floor()).toBe(7);
    expect(world.table.states.has(WEB)).toBe(false);
  });
});

describe('the first ticks', () => {
  it('give up nothing at once, whatever the forecast makes of the past, and never leap to the least', async () => {
    const service = serviceOf({ actuator: 'desired', policy: policyOf({ rules: [PREDICTIVE] }) });
    const world = new ScalerWorld().add(service, { floor: 2, ceiling: 40 }).load(1000);
    world.cloud.desired.set(API, 40);
    for (let minute = 0; minute < 4; minute += 1) {
      await world.run(1);
      expect(world.bounds()).toEqual([40, 40]);
    }
    await world.run(10);
    expect(world.floor()).toBeGreaterThanOrEqual(10);
    expect(world.floor()).toBeLessThan(20);
  });

  it('after another risk was set go on with what was learned', async () => {
    const serviceAt = (maxUnmet: number) =>
      JSON.stringify(serviceOf({ policy: policyOf({ rules: [{ ...PREDICTIVE, maxUnmet }] }) }));
    const world = new ScalerWorld().add(JSON.parse(serviceAt(0.01))).load(1000);
    await world.run(2);
    world.table.services.set(API, serviceAt(0.001));
    await world.run(1);
    const { first, last } = world.metrics.calls.at(-1) ?? { first: 0, last: 0 };
    expect(last - first + 1).toBe(4);
  });
});

describe('two ticks at once', () => {
  /** Runs a tick, and within its nth call of the table another one; answers whether there was such a call. */
  async function overlap(world: ScalerWorld, startAt: number): Promise<boolean> {
    let calls = 0;
    const ports = world.ports();
    const table = new Proxy(ports.table, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        return async (...args: readonly unknown[]) => {
          calls += 1;
          if (calls === startAt) {
            await world.tick();
          }
          return Reflect.apply(member as () => unknown, target, args);
        };
      },
    });
    await runServiceScalerTick({ ...ports, table }, { scalerName: 'scaler', acts: true });
    return calls >= startAt;
  }

  it('do together what one would do, whenever the second starts', async () => {
    let startAt = 1;
    for (; ; startAt += 1) {
      const world = rising();
      if (!(await overlap(world, startAt))) {
        break;
      }
      expect([startAt, world.bounds(), world.bounds(WEB)]).toEqual([startAt, [7, 20], [7, 7]]);
      expect([startAt, world.cloud.changes.length]).toEqual([startAt, 2]);
    }
    expect(startAt).toBeGreaterThan(5);
  });

  it('leave acting to the newer one', async () => {
    const world = new ScalerWorld().add().load(700);
    await overlap(world, 3);
    expect(world.log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  it('leave the newer state in place', async () => {
    const world = new ScalerWorld().add().load(700);
    const turn = { controller: 'service-scaler', version: 3 } as const;
    const state = { formatVersion: 1, ran: [], rules: '' };
    expect(await world.table.saveState(turn, API, state)).toBe(true);
    expect(await world.table.saveState({ ...turn, version: 2 }, API, state)).toBe(false);
  });
});
