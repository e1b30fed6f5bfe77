import { shardIds } from '../../core/fleet/shard';
import { countedLeaseMs } from '../../core/lease/node-lease';
import type { FleetPolicy } from '../../core/policy/fleet-policy';
import { clientSettings } from '../cloud/cloud';
import { WriteRecord } from '../laws/write-record';
import { awsPlayerPorts } from '../player/aws-player-ports';
import { DemandModel } from '../player/demand-model';
import type { HostNode } from '../player/hosted-node';
import { DEFAULT_MACHINE, totalShardBytes } from '../player/machine-model';
import { NodePlayer } from '../player/node-player';
import { NodeProcess } from '../player/node-process';
import { HttpWriter } from '../writer/http-write';
import { LoadWriter } from '../writer/load-writer';
import { WriteLedger } from '../writer/write-ledger';
import { discoverFleet } from './deployed-fleet';
import { type DriverClients, driverClients } from './driver-clients';
import { deployedFunctions } from './function-port';
import { judgeReplay } from './judge-replay';
import { parkFleet } from './park-fleet';
import { awsParkPorts } from './park-ports';
import { playTrace } from './play-trace';
import type { ReplayInput, ReplayOutcome } from './replay-input';
import { ReplayRun } from './replay-run';
import { SchedulePlayer } from './schedule-player';
import { readSchedules } from './schedules';
import { untilAborted } from './until-aborted';
import { VirtualClock } from './virtual-clock';
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
  const { cloud, trace } = input;
  const wallStartMs = performance.now();
  const fleet = await discoverFleet(clients.lambda);
  const schedules = await readSchedules(clients.eventBridge, fleet.functionNames);
  const machine = input.machine ?? DEFAULT_MACHINE;
  const record = new WriteRecord();
  const clock = new VirtualClock(cloud, Date.now(), input.signal);
  const demandSettings = {
    seed: input.seed ?? 1,
    shardIds: shardIds(fleet.policy.shardCount),
    totalBytes: totalShardBytes(meanOf(trace.demand), machine),
  };
  const demand = new DemandModel(demandSettings);
  const hostNode: HostNode = (instance, startCount) =>
    new NodeProcess(instance, startCount, {
      project: input.project,
      endpoint: cloud.endpoint,
      region: cloud.region,
      tableName: fleet.names.tableName,
      bucketName: fleet.names.bucketName,
      policyJson: fleet.policyJson,
      machine,
      demand: demandSettings,
    });
  const ledger = new WriteLedger();
  const httpWriter = new HttpWriter();
  const ports = awsPlayerPorts(clientSettings(cloud, 'player'), fleet.names);
  const parkPorts = awsParkPorts(clientSettings(cloud, PARK_CALLER), fleet.names);
  const player = new NodePlayer(ports, {
    demand,
    record,
    startUpMs: machine.startUpMs,
    clock: () => clock.nowMs(),
    hostNode,
    quietRenewMs: quietRenewMs(fleet.policy),
  });
  try {
    const run = new ReplayRun({
      cloud,
      clock,
      player,
      demand,
      ledger,
      writer: new LoadWriter(input.seed ?? 1, ledger, httpWriter.write),
      policy: fleet.policy,
      schedules: new SchedulePlayer(deployedFunctions(clients.lambda), cloud, schedules),
    });
    await clock.advanceTo(clock.nowMs());
    const start = { atMs: clock.nowMs(), desired: (await player.observeGroup()).desired };
    const warm = await warmUp(run, fleet.policy.shardCount, trace.demand[0] ?? 0);
    const played = await playTrace(run, input);
    const parkStartMs = clock.nowMs();
    if (input.park ?? true) {
      await parkFleet(run, parkPorts);
    }
    return await judgeReplay({
      clients,
      input,
      fleet,
      machine,
      run,
      record,
      start,
      warm,
      played,
      park: { startMs: parkStartMs, caller: PARK_CALLER },
      wallSeconds: (performance.now() - wallStartMs) / 1000,
    });
  } finally {
    await player.close();
    httpWriter.close();
    ports.close();
    parkPorts.close();
  }
}

/**
 * Returns how seldom quiet nodes renew: after as many whole heartbeats as a node counts of its lease, because every renewal
 * goes through one emulator. In virtual time none is late.
 */
export function quietRenewMs(policy: Pick<FleetPolicy, 'heartbeatSeconds' | 'leaseSeconds'>): number {
  const heartbeatMs = policy.heartbeatSeconds * 1000;
  return Math.max(1, Math.floor(countedLeaseMs(policy.leaseSeconds * 1000) / heartbeatMs)) * heartbeatMs;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
