import { shardIds } from '../../core/fleet/shard';
import { clientSettings } from '../cloud/cloud';
import { WriteRecord } from '../laws/write-record';
import { awsPlayerPorts } from '../player/aws-player-ports';
import { DemandModel, type DemandModelSettings } from '../player/demand-model';
import type { HostNode } from '../player/hosted-node';
import { DEFAULT_MACHINE, type MachineModel, totalShardBytes } from '../player/machine-model';
import { NodePlayer } from '../player/node-player';
import { NodeProcess } from '../player/node-process';
import { HttpWriter } from '../writer/http-write';
import { LoadWriter } from '../writer/load-writer';
import { WriteLedger } from '../writer/write-ledger';
import { type DeployedFleet, discoverFleet } from './deployed-fleet';
import type { DriverClients } from './driver-clients';
import { deployedFunctions } from './function-port';
import { quietRenewMs } from './quiet-renew';
import type { ReplayInput } from './replay-input';
import { ReplayRun } from './replay-run';
import { SchedulePlayer } from './schedule-player';
import { readSchedules } from './schedules';
import { VirtualClock } from './virtual-clock';

/** Everything that a trace is played on. */
export interface Stage {
  readonly fleet: DeployedFleet;
  readonly machine: MachineModel;
  readonly run: ReplayRun;
  /** What nodes said that they accept. */
  readonly record: WriteRecord;
  /** Ends the nodes and closes what was opened. */
  close(): Promise<void>;
}

/** Opens the fleet that is deployed in the local cloud to be played: its functions, nodes without any running yet, and who writes. */
export async function openStage(clients: DriverClients, input: ReplayInput): Promise<Stage> {
  const { cloud, machine = DEFAULT_MACHINE, seed = 1 } = input;
  const fleet = await discoverFleet(clients.lambda, input.fleet);
  const schedules = await readSchedules(clients.eventBridge, fleet.functionNames);
  const settings: DemandModelSettings = {
    seed,
    shardIds: shardIds(fleet.policy.shardCount),
    totalBytes: totalShardBytes(meanOf(input.trace.demand), machine),
  };
  const demand = new DemandModel(settings);
  const record = new WriteRecord();
  const clock = new VirtualClock(cloud, Date.now(), input.signal);
  const ledger = new WriteLedger();
  const httpWriter = new HttpWriter();
  const ports = awsPlayerPorts(clientSettings(cloud, 'player'), fleet.names);
  const player = new NodePlayer(ports, {
    demand,
    record,
    startUpMs: machine.startUpMs,
    clock: () => clock.nowMs(),
    hostNode: processesOf(input, fleet, machine, settings),
    quietRenewMs: quietRenewMs(fleet.policy),
  });
  const run = new ReplayRun({
    cloud,
    clock,
    player,
    demand,
    ledger,
    writer: new LoadWriter(seed, ledger, httpWriter.write),
    policy: fleet.policy,
    schedules: new SchedulePlayer(deployedFunctions(clients.lambda), cloud, schedules),
  });
  const close = async () => {
    await player.close();
    httpWriter.close();
    ports.close();
  };
  return { fleet, machine, run, record, close };
}

/** Each node is a process of its own. */
function processesOf(
  { project, cloud }: ReplayInput,
  { names, policyJson }: DeployedFleet,
  machine: MachineModel,
  demand: DemandModelSettings,
): HostNode {
  const { endpoint, region } = cloud;
  const { tableName, bucketName } = names;
  const settings = { project, endpoint, region, tableName, bucketName, policyJson, machine, demand };
  return (instance, startCount) => new NodeProcess(instance, startCount, settings);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
