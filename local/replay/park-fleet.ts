import type { ParkPorts } from './park-ports';
import { ReplayError } from './replay-error';
import type { ReplayRun } from './replay-run';

/** The fleet lets go of everything within this. */
const LONGEST_PARKING_MINUTES = 60;

/**
 * Parks the fleet as an operator does, so that its stack can be destroyed: the controllers let every shard go, whose
 * owner flushes it first, and end the empty instances.
 *
 * @throws ReplayError when shards are owned or instances are left after an hour of virtual time.
 */
export async function parkFleet(run: ReplayRun, ports: ParkPorts): Promise<void> {
  await ports.park();
  for (let minute = 0; minute < LONGEST_PARKING_MINUTES; minute += 1) {
    const { group } = await run.playMinute(0);
    if (ownedShards(run).length === 0 && group.instances.length === 0) {
      return;
    }
  }
  const { instances } = await run.parts.player.observeGroup();
  const left = instances.map((instance) => `${instance.instanceId} (${instance.lifecycleState})`);
  const what = [...ownedShards(run), ...left].join(', ');
  throw new ReplayError(`the fleet was not parked after ${LONGEST_PARKING_MINUTES} minutes; left are ${what}`);
}

function ownedShards(run: ReplayRun): readonly string[] {
  const owned = run.parts.player.rows.all().filter((shard) => shard.owner !== null);
  return owned.map((shard) => `${shard.id} of ${shard.owner}`);
}
