import { SimulatedAgent } from './actors/simulated-agent';
import { SimulatedController } from './actors/simulated-controller';
import { Clients } from './clients';
import type { Death } from './death';
import { Clockwork, type Violation } from './engine/clockwork';
import type { Trace } from './engine/trace';
import { LastDeath } from './last-death';
import { Peace } from './peace';
import { startRunning } from './start-running';
import { Trouble } from './trouble';
import type { Coverage } from './world/coverage';
import { SimulatedHomes } from './world/simulated-homes';
import { SimulatedTable } from './world/simulated-table';
import { World, type WorldParts } from './world/world';

/** What a schedule came to. */
export interface Outcome {
  readonly seed: number;
  readonly steps: number;
  readonly faults: number;
  readonly handOvers: number;
  readonly simulatedMs: number;
  readonly faultsByKind: Readonly<Record<string, number>>;
  readonly violation?: Violation;
  /** The one fault of a schedule that has no other. */
  readonly death?: Death;
}

/** Something about the code under test that is left out, to see that it is missed. */
export interface Mutant {
  readonly name: string;
  readonly parts?: (clockwork: Clockwork) => Partial<WorldParts>;
}

/** Schedules whose trouble outlasts leases. */
const LONG_FRACTION = 0.025;
/** How likely a call does not go well, in most schedules and in some. */
const CALL_FAULT_FRACTION = 0.02;
const STORM_FRACTION = 0.3;
const STORM_CALL_FAULT_FRACTION = 0.08;
const OLD_ROW_FRACTION = 0.03;
/** Schedules of which one waits until no garbage is left. */
const GARBAGE_EVERY = 16;

/** Schedules of which one has a follower of each shard, and one has two. */
const FOLLOWED_EVERY = 32;
const REPLICAS: Readonly<Record<number, number>> = { 1: 2, 17: 3 };

/** Schedules of which one loses one more instance at the end. */
const LAST_DEATH_EVERY = 100;

/** Runs one schedule: faults and hand-overs for a while, then peace, until the fleet has come to rest. */
export async function runSchedule(seed: number, coverage: Coverage, mutant?: Mutant, trace?: Trace): Promise<Outcome> {
  const clockwork = new Clockwork(seed, trace);
  const world = newWorld(clockwork, coverage, mutant, replicasOf(seed));
  await startRunning(world);
  await makeTrouble(world);
  await new Peace(world).rest(clockwork.nowMs, seed % GARBAGE_EVERY === 0);
  if (seed % LAST_DEATH_EVERY === 0 && clockwork.violation === undefined) {
    await new LastDeath(world).strike();
  }
  return outcomeOf(seed, world);
}

/** Returns how many copies each shard has in a schedule. */
export function replicasOf(seed: number): number {
  return REPLICAS[seed % FOLLOWED_EVERY] ?? 1;
}

/** Returns a world in which nothing has happened yet. */
export function newWorld(
  clockwork: Clockwork,
  coverage: Coverage,
  mutant: Mutant | undefined,
  replicas: number,
): World {
  return new World({
    clockwork,
    table: new SimulatedTable(),
    homes: new SimulatedHomes(clockwork),
    makeAgent: (inWorld, machine) => new SimulatedAgent(inWorld, machine),
    makeController: (inWorld) => new SimulatedController(inWorld),
    coverage,
    replicas,
    ...mutant?.parts?.(clockwork),
  });
}

/** Returns what a world has come to. */
export function outcomeOf(seed: number, { clockwork, faultCount, handOvers, faultsByKind }: World): Outcome {
  const { steps, nowMs, violation } = clockwork;
  return { seed, steps, faults: faultCount, handOvers, simulatedMs: nowMs, faultsByKind, violation };
}

/** Runs the world until faults have ceased. */
async function makeTrouble(world: World): Promise<void> {
  const { clockwork, calls, controller, faults, index } = world;
  const { random } = clockwork;
  const isLong = random.chance(LONG_FRACTION);
  const troubleMs = isLong ? random.between(22_000, 27_000) : random.between(2_600, 3_800);
  faults.endMs = troubleMs;
  calls.isImmediate = false;
  calls.faultFraction = random.chance(STORM_FRACTION) ? STORM_CALL_FAULT_FRACTION : CALL_FAULT_FRACTION;
  index.oldRowFraction = OLD_ROW_FRACTION;
  const trouble = new Trouble(world);
  trouble.plan(troubleMs);
  trouble.park(troubleMs);
  controller.start();
  const clients = new Clients(world, trouble.moved);
  clients.writeAfter(0);
  if (isLong) {
    trouble.silenceAnOwner(clients);
  }
  await clockwork.run(() => false, troubleMs);
  clockwork.nowMs = troubleMs;
  calls.faultFraction = 0;
  index.oldRowFraction = 0;
  controller.overlaps = false;
  clockwork.trace?.add(troubleMs, 'world', 'no faults any more', '');
}
