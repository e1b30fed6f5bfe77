import { clientSettings } from '../cloud/cloud';
import { type DriverClients, driverClients } from './driver-clients';
import { judgeReplay } from './judge-replay';
import { openStage, type Stage } from './open-stage';
import { parkFleet } from './park-fleet';
import { awsParkPorts } from './park-ports';
import { playTrace } from './play-trace';
import type { ReplayInput, ReplayOutcome } from './replay-input';
import { untilAborted } from './until-aborted';
import { warmUp } from './warm-up';

/** Under this name the driver parks the fleet; the laws excuse it from then on. */
const PARK_CALLER = 'driver.park';

/**
 * Replays a trace on the fleet that is deployed in the local cloud, faster than the clock, and returns what it showed: the
 * deployed functions run on their schedules and on events, nodes are played, laws are counted.
 *
 * @throws ReplayError when a function fails or the fleet cannot be parked; the signal's reason when it is aborted.
 */
export async function replayTrace(input: ReplayInput): Promise<ReplayOutcome> {
  const clients = driverClients(clientSettings(input.cloud, 'driver'));
  try {
    return await untilAborted(replayWith(clients, input), input.signal);
  } finally {
    clients.close();
  }
}

async function replayWith(clients: DriverClients, input: ReplayInput): Promise<ReplayOutcome> {
  const wallStartMs = performance.now();
  const stage = await openStage(clients, input);
  try {
    const { clock, player } = stage.run.parts;
    await clock.advanceTo(clock.nowMs());
    const start = { atMs: clock.nowMs(), desired: (await player.observeGroup()).desired };
    const warm = await warmUp(stage.run, stage.fleet.policy.shardCount, input.trace.demand[0] ?? 0);
    const played = await playTrace(stage.run, input);
    const park = { startMs: clock.nowMs(), caller: PARK_CALLER };
    if (input.park ?? true) {
      await parkStage(stage, input);
    }
    const wallSeconds = (performance.now() - wallStartMs) / 1000;
    return await judgeReplay({ ...stage, clients, input, start, warm, played, park, wallSeconds });
  } finally {
    await stage.close();
  }
}

async function parkStage({ fleet, run }: Stage, { cloud }: ReplayInput): Promise<void> {
  const ports = awsParkPorts(clientSettings(cloud, PARK_CALLER), fleet.names);
  try {
    await parkFleet(run, ports);
  } finally {
    ports.close();
  }
}
