import type { Shard } from '../../core/fleet/shard';
import type { ParkPorts } from './park-ports';
import { ReplayError } from './replay-error';
import type { ReplayRun } from './replay-run';

/** Moves in flight end, or are given up, within this. */
const LONGEST_SETTLING_MINUTES = 30;
/** Terminate hooks are answered within this. */
const LONGEST_ENDING_MINUTES = 30;

/**
 * Leaves the fleet without nodes and every shard without an owner, so that its stack can be destroyed: halts the
 * controllers, lets moves end, stops the agents (each flushes and closes its shards), clears the owners, ends the
 * instances.
 *
 * @throws ReplayError when moves or instances are left after half an hour of virtual time.
 */
export async function parkFleet(run: ReplayRun, ports: ParkPorts): Promise<void> {
  const { player } = run.parts;
  await ports.halt();
  await settleMoves(run);
  await player.stopAll();
  for (const shard of player.rows.all()) {
    await clearOwner(run, ports, shard);
  }
  await ports.allowEmptyGroup();
  await endInstances(run, ports);
}

async function settleMoves(run: ReplayRun): Promise<void> {
  for (let minute = 0; minute < LONGEST_SETTLING_MINUTES; minute += 1) {
    await run.playMinute(run.parts.demand.total());
    if (shardsInMoves(run).length === 0) {
      return;
    }
  }
  const ids = shardsInMoves(run).map((shard) => shard.id);
  throw new ReplayError(`the fleet cannot be parked: moves of ${ids.join(', ')} do not end`);
}

function shardsInMoves(run: ReplayRun): readonly Shard[] {
  return run.parts.player.rows.all().filter((shard) => shard.move !== undefined);
}

async function clearOwner(run: ReplayRun, ports: ParkPorts, shard: Shard): Promise<void> {
  if (shard.owner !== null) {
    await ports.clearOwner(shard);
    run.parts.player.rows.set({ ...shard, owner: null });
  }
}

/** Instances end one by one, by name: protection from scale-in spares them from anything else. */
async function endInstances(run: ReplayRun, ports: ParkPorts): Promise<void> {
  const asked = new Set<string>();
  for (let minute = 0; minute < LONGEST_ENDING_MINUTES; minute += 1) {
    const { instances } = await run.parts.player.observeGroup();
    if (instances.length === 0) {
      return;
    }
    for (const { instanceId, lifecycleState } of instances) {
      const isEnding = lifecycleState.startsWith('Terminating') && lifecycleState !== 'Terminating:Retained';
      if (!isEnding && !asked.has(instanceId)) {
        asked.add(instanceId);
        await ports.terminate(instanceId, lifecycleState !== 'Terminating:Retained');
      }
    }
    await run.playEmptyMinute();
  }
  const { instances } = await run.parts.player.observeGroup();
  const left = instances.map((instance) => `${instance.instanceId} (${instance.lifecycleState})`);
  if (left.length > 0) {
    throw new ReplayError(`the fleet cannot be parked: ${left.join(', ')} did not end`);
  }
}
