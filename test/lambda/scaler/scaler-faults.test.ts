import { describe, expect, it } from 'vitest';
import { runScalerTick } from '../../../lambda/scaler/scaler-tick';
import { heartbeatOf } from '../../core/scaling/fleet-fixture';
import { FaultInjector, InjectedCrash } from '../memory/fault-injector';
import { ScalerFleet } from './scaler-fixture';

const ROLL = { nodes: ['n1', 'n2'], maxUnavailable: 2, startedAtMs: 5 };

/** Fleets that are about to do each of the things a tick can do. */
const SCENES: Readonly<Record<string, () => Promise<ScalerFleet>>> = {
  'scale-out': async () => {
    const fleet = new ScalerFleet().addNodes(2, 90);
    fleet.group.suspendedProcesses = [];
    return fleet;
  },
  drain: async () => {
    const fleet = new ScalerFleet().addNodes(3, 20).ownShards('n1', 'n2', 'n3');
    await fleet.run(15, 20);
    fleet.pass(20);
    return fleet;
  },
  undrain: async () => {
    const fleet = new ScalerFleet().addNodes(2, 45).ownShards('n2');
    await fleet.table.setControl({ nodeId: 'n1', duty: 'draining', cause: 'scale-in', sinceMs: 0 });
    return fleet;
  },
  terminate: async () => {
    const fleet = new ScalerFleet().addNodes(2, 30).ownShards('n2');
    await fleet.table.setControl({ nodeId: 'n1', duty: 'draining', cause: 'scale-in', sinceMs: 0 });
    return fleet;
  },
  'the drain of a roll': async () => {
    const fleet = new ScalerFleet({ minNodes: 3 }).addNodes(3, 45).ownShards('n1', 'n2', 'n3');
    fleet.table.switches = { halted: false, parked: false, roll: ROLL };
    return fleet;
  },
  'the ends of a roll': async () => {
    const fleet = new ScalerFleet({ minNodes: 3 }).addNodes(3, 45).ownShards('n3');
    fleet.table.switches = { halted: false, parked: false, roll: ROLL };
    for (const nodeId of ROLL.nodes) {
      await fleet.table.setControl({ nodeId, duty: 'draining', cause: 'roll', sinceMs: 0 });
    }
    return fleet;
  },
  'the end of a parked fleet': async () => {
    const fleet = new ScalerFleet().addNodes(3, 20).ownShards('n3');
    fleet.table.switches = { halted: false, parked: true };
    return fleet;
  },
};
const CPU: Readonly<Record<string, number>> = {
  'scale-out': 90,
  drain: 20,
  undrain: 45,
  terminate: 30,
  'the drain of a roll': 45,
  'the ends of a roll': 45,
  'the end of a parked fleet': 20,
};

function make(scene: string): Promise<ScalerFleet> {
  return SCENES[scene]?.() ?? Promise.reject(new Error(`there is no scene ${scene}`));
}

/** What must be the same in the end, however often the way there broke. */
function endOf(fleet: ScalerFleet) {
  return {
    desired: fleet.group.desired,
    instances: [...fleet.group.instances.keys()],
    duties: [...fleet.table.controls.values()].map(({ nodeId, cause }) => `${nodeId} ${cause}`),
    suspended: fleet.group.suspendedProcesses,
  };
}

async function crashedTick(fleet: ScalerFleet, faults: FaultInjector): Promise<boolean> {
  try {
    await runScalerTick(fleet.ports(faults), fleet.settings);
    return false;
  } catch (error) {
    if (error instanceof InjectedCrash) {
      return true;
    }
    throw error;
  }
}

describe.each(Object.keys(SCENES))('Law 5: a crash around any call of a tick that ends in: %s', (scene) => {
  const cpuPercent = CPU[scene] ?? 0;

  it.each(['before', 'after'] as const)('costs time and nothing else, %s the call takes effect', async (when) => {
    const undisturbed = await make(scene);
    await undisturbed.tick();
    await undisturbed.run(3, cpuPercent);
    const wanted = endOf(undisturbed);
    let crashes = 0;
    for (let crashAt = 1; ; crashAt += 1) {
      const fleet = await make(scene);
      if (!(await crashedTick(fleet, new FaultInjector(crashAt, when)))) {
        break;
      }
      crashes += 1;
      await fleet.run(3, cpuPercent);
      expect(endOf(fleet), `crash ${when} call ${crashAt}`).toEqual(wanted);
    }
    expect(crashes).toBeGreaterThan(6);
  });

  it('Law 8: does nothing whose reason is not kept', async () => {
    for (let crashAt = 1; ; crashAt += 1) {
      const fleet = await make(scene);
      const calls = fleet.group.calls.length;
      const crashed = await crashedTick(fleet, new FaultInjector(crashAt, 'after'));
      if (fleet.group.calls.length > calls) {
        expect(
          fleet.table.history.some(({ decision }) => decision.acts),
          `crash at ${crashAt}`,
        ).toBe(true);
      }
      if (!crashed) {
        break;
      }
    }
  });
});

describe('Law 5: two ticks at once', () => {
  /** Runs two ticks; the second starts when the first makes its nth call, so that every interleaving of starts is met. */
  async function overlap(fleet: ScalerFleet, startAt: number, meanwhile = () => {}): Promise<boolean> {
    let second: Promise<void> | undefined;
    let calls = 0;
    const startsSecond = <Port extends object>(port: Port): Port =>
      new Proxy(port, {
        get: (target, property) => {
          const member: unknown = Reflect.get(target, property);
          if (typeof member !== 'function') return member;
          return async (...args: readonly unknown[]) => {
            calls += 1;
            if (calls === startAt) {
              meanwhile();
              second = fleet.tick();
              await second;
            }
            return Reflect.apply(member, target, args);
          };
        },
      });
    const ports = fleet.ports();
    await fleet.tick({ table: startsSecond(ports.table), group: startsSecond(ports.group) });
    return second !== undefined;
  }

  it.each(Object.keys(SCENES))('do together what one would do: %s', async (scene) => {
    const alone = await make(scene);
    await alone.tick();
    for (let startAt = 1; ; startAt += 1) {
      const fleet = await make(scene);
      if (!(await overlap(fleet, startAt))) {
        break;
      }
      expect(endOf(fleet), `second tick at call ${startAt}`).toEqual(endOf(alone));
    }
  });

  it('drain one node, even if what the second sees names another', async () => {
    for (let startAt = 1; ; startAt += 1) {
      const fleet = await make('drain');
      const overlapped = await overlap(fleet, startAt, () => {
        const sketch = { id: 'n1', metrics: { cpuPercent: 20 }, shards: { 'shard-00000': 100 } };
        fleet.table.heartbeats.set('n1', { ...heartbeatOf(sketch), counter: 99 });
      });
      expect([...fleet.table.controls.keys()], `second tick at call ${startAt}`).toHaveLength(1);
      if (!overlapped) {
        break;
      }
    }
  });

  it('Law 2: never end a node that the newer of them took back', async () => {
    let takenBack = 0;
    for (let startAt = 1; ; startAt += 1) {
      const fleet = await make('terminate');
      const overlapped = await overlap(fleet, startAt, () => fleet.pass(95));
      // An event says what was done; a decision that was superseded is sent as a hold.
      if (fleet.events.sent.some(({ detail }) => 'kind' in detail && detail.kind === 'undrain')) {
        takenBack += 1;
        expect([...fleet.group.instances.keys()], `second tick at call ${startAt}`).toContain('n1');
      }
      if (!overlapped) {
        break;
      }
    }
    expect(takenBack).toBeGreaterThan(0);
  });
});
