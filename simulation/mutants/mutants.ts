import type { HomePort } from '../../agent/ports';
import { LEASE_MARGIN_FRACTION } from '../../core/lease/node-lease';
import { SimulatedAgent } from '../actors/simulated-agent';
import { SimulatedController } from '../actors/simulated-controller';
import type { Mutant } from '../schedule';
import { POLICY } from '../settings';
import { SimulatedHomes } from '../world/simulated-homes';
import { SimulatedTable } from '../world/simulated-table';
import { ClingingFollower, HastyFollower } from './careless-followers';
import { CarelessSweeper } from './careless-sweeper';
import { SinglePassController, UnwaitingController } from './hasty-controllers';
import { ImpatientAgent } from './impatient-agent';
import { UnsealedHomes } from './unsealed-homes';

class UnsealingAgent extends SimulatedAgent {
  protected override reach(homes: HomePort): HomePort {
    return new UnsealedHomes(homes, this.machine.id);
  }
}

/** A bucket to which agents send no condition. */
class UnconditionalHomes extends SimulatedHomes {
  protected override mayReplace(): boolean {
    return true;
  }
}

/** A table whose transactions do not check the controller's version. */
class UnversionedTable extends SimulatedTable {
  protected override isCurrentFor(): boolean {
    return true;
  }
}

/** A policy by which the controller waits for the lease and not a moment longer. */
const NO_MARGIN = { ...POLICY, leaseSeconds: POLICY.leaseSeconds / (1 + LEASE_MARGIN_FRACTION) };

/** Safeguards, each left out in one way. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'no-seal',
    parts: () => ({ makeAgent: (world, machine) => new UnsealingAgent(world, machine) }),
  },
  { name: 'no-if-match', parts: (clockwork) => ({ homes: new UnconditionalHomes(clockwork) }) },
  {
    name: 'resume-by-timer',
    parts: () => ({ makeAgent: (world, machine) => new ImpatientAgent(world, machine) }),
  },
  {
    name: 'no-lease-margin',
    parts: () => ({
      makeController: (world) => new SimulatedController(world, { ...NO_MARGIN, replicas: world.replicas }),
    }),
  },
  {
    name: 'stale-garbage-collector',
    parts: () => ({ makeAgent: (world, machine) => new CarelessSweeper(world, machine) }),
  },
  { name: 'budget-without-version', parts: () => ({ table: new UnversionedTable() }) },
  {
    name: 'followed-before-it-comes',
    parts: () => ({ makeAgent: (world, machine) => new HastyFollower(world, machine) }),
  },
  {
    name: 'followed-for-ever',
    parts: () => ({ makeAgent: (world, machine) => new ClingingFollower(world, machine) }),
  },
  { name: 'no-look-again', parts: () => ({ makeController: (world) => new UnwaitingController(world) }) },
  { name: 'no-second-pass', parts: () => ({ makeController: (world) => new SinglePassController(world) }) },
];

/** @throws Error when there is none of that name. */
export function mutantNamed(name: string): Mutant {
  const mutant = MUTANTS.find((candidate) => candidate.name === name);
  if (mutant === undefined) {
    throw new Error(`there is no mutant ${name}`);
  }
  return mutant;
}
