import { Clients } from './clients';
import { DEATH_KINDS, type Death } from './death';
import { Clockwork } from './engine/clockwork';
import type { Trace } from './engine/trace';
import { Peace } from './peace';
import { type Mutant, newWorld, type Outcome, outcomeOf, replicasOf } from './schedule';
import { NODE_COUNT } from './settings';
import { startRunning } from './start-running';
import type { Coverage } from './world/coverage';
import type { World } from './world/world';

/** So long hand-overs begin and end. */
const BUSY_MS = 4_000;
/** Schedules of which one waits until no garbage is left. */
const GARBAGE_EVERY = 16;

/** Runs the schedules of a seed: one for each process that can die, and each event before which it does. */
export async function* dieEverywhere(seed: number, coverage: Coverage, mutant?: Mutant): AsyncGenerator<Outcome> {
  const events = await countEvents(seed, coverage, mutant);
  for (const kind of DEATH_KINDS) {
    const machines = kind === 'controller-crash' ? 1 : NODE_COUNT;
    for (let machine = 0; machine < machines; machine += 1) {
      for (let event = 1; event <= events; event += 1) {
        const outcome = await runDeath(seed, { event, kind, machine }, coverage, mutant);
        if (outcome.faults > 0) {
          yield outcome;
        }
      }
    }
  }
}

/** Runs a schedule with one fault, which does not strike where nobody lives who could die. */
export async function runDeath(
  seed: number,
  death: Death,
  coverage: Coverage,
  mutant?: Mutant,
  trace?: Trace,
): Promise<Outcome> {
  const world = newWorld(new Clockwork(seed, trace), coverage, mutant, replicasOf(seed));
  const { clockwork, machines } = world;
  await startRunning(world);
  clockwork.watchEvents(() => {
    const machine = machines[death.machine];
    if (clockwork.events === death.event && machine) {
      world.strike(death.kind, machine);
    }
  });
  await beBusy(world);
  clockwork.watchEvents(undefined);
  world.controller.overlaps = false;
  await new Peace(world).rest(clockwork.nowMs, death.event % GARBAGE_EVERY === 0);
  return { ...outcomeOf(seed, world), death };
}

async function countEvents(seed: number, coverage: Coverage, mutant?: Mutant): Promise<number> {
  const world = newWorld(new Clockwork(seed), coverage, mutant, replicasOf(seed));
  await startRunning(world);
  await beBusy(world);
  return world.clockwork.events;
}

/** Clients write, and the controller hands shards over. */
async function beBusy(world: World): Promise<void> {
  const { clockwork, calls, controller, faults } = world;
  const moved: string[] = [];
  faults.endMs = BUSY_MS;
  calls.isImmediate = false;
  world.watchMoves(({ after }) => moved.push(after.id));
  controller.start();
  new Clients(world, moved).writeAfter(0);
  await clockwork.run(() => false, BUSY_MS);
  clockwork.nowMs = BUSY_MS;
}
