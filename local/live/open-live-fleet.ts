import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientSettings } from '../cloud/cloud';
import { cloudEnvironment } from '../cloud/environment/child-environment';
import type { Environment } from '../cloud/environment/refuse-real-account';
import type { Project } from '../cloud/project';
import type { StartedCloud } from '../cloud/start-cloud';
import { WriteRecord } from '../laws/write-record';
import { type MetadataServer, startMetadataServer } from '../metadata/metadata-server';
import { awsPlayerPorts } from '../player/aws-player-ports';
import { ShardRows } from '../player/shard-rows';
import { type DeployedFleet, discoverFleet } from '../replay/deployed-fleet';
import { driverClients } from '../replay/driver-clients';
import { deployedFunctions } from '../replay/function-port';
import { SchedulePlayer } from '../replay/schedule-player';
import { readSchedules } from '../replay/schedules';
import { LiveFleet } from './live-fleet';

/** systemd's RestartSec of the agent's unit. */
const RESTART_MS = 1000;

/** What a fleet in real time needs. */
export interface LiveOptions {
  readonly project: Project;
  readonly environment: Environment;
  /** How often the controllers tick. */
  readonly tickSeconds: number;
}

/** A deployed fleet whose agents and services run as processes, in real time. */
export interface OpenLiveFleet {
  readonly deployed: DeployedFleet;
  readonly fleet: LiveFleet;
  readonly rows: ShardRows;
  readonly metadata: MetadataServer;
  /** When each tick of the controllers began, by the wall clock: a busy machine makes them rarer. */
  readonly tickTimesMs: readonly number[];
  /** Ticks the controllers and keeps up with the group until aborted. @throws Error when a controller fails. */
  tickOn(signal: AbortSignal): Promise<void>;
  /** Ends every process. */
  close(): Promise<void>;
}

/** Takes up the fleet that is deployed in a cloud; its processes start with the first tick. */
export async function openLiveFleet(cloud: StartedCloud, options: LiveOptions): Promise<OpenLiveFleet> {
  const { project, environment, tickSeconds } = options;
  const clients = driverClients(clientSettings(cloud, 'driver'));
  const deployed = await discoverFleet(clients.lambda);
  const schedules = await readSchedules(clients.eventBridge, deployed.functionNames);
  const functions = new SchedulePlayer(deployedFunctions(clients.lambda), cloud, schedules);
  const ports = awsPlayerPorts(clientSettings(cloud, 'player'), deployed.names);
  const metadata = await startMetadataServer();
  const rows = new ShardRows(new WriteRecord(), Date.now);
  const fleet = new LiveFleet(ports, rows, {
    project,
    folder: path.join(project.work, 'nodes'),
    cloudEnvironment: (caller) => cloudEnvironment(project, cloud, caller, environment),
    fleetName: deployed.fleetName,
    ...deployed.names,
    policyJson: deployed.policyJson,
    metadata,
    restartMs: RESTART_MS,
  });
  const tickTimesMs: number[] = [];
  return {
    deployed,
    tickTimesMs,
    fleet,
    rows,
    metadata,
    tickOn: async (signal) => {
      while (!signal.aborted) {
        const startMs = Date.now();
        tickTimesMs.push(startMs);
        await functions.tick(startMs);
        await fleet.observe();
        await sleep(Math.max(0, startMs + tickSeconds * 1000 - Date.now()));
      }
    },
    close: async () => {
      await fleet.close();
      await metadata.close();
      ports.close();
      clients.close();
    },
  };
}
