import { rm } from 'node:fs/promises';
import path from 'node:path';
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
import { type FurtherLook, playLooks } from '../replay/play-looks';
import { SchedulePlayer } from '../replay/schedule-player';
import { readSchedules } from '../replay/schedules';
import { LiveFleet } from './live-fleet';
import { pause, repeatEvery } from './repeat-every';

/** systemd's RestartSec of the agent's unit. */
const RESTART_MS = 1000;

/** What a fleet in real time needs. */
export interface LiveOptions {
  readonly project: Project;
  readonly environment: Environment;
  /** Name of the fleet. @default - the only one that is deployed */
  readonly fleet?: string;
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
  /**
   * Ticks the controllers and keeps up with the group until aborted. The next tick comes after a failed one all the same.
   * @param onFault told when a controller fails @default - the fault is thrown, and nothing ticks any more
   */
  tickOn(signal: AbortSignal, onFault?: (fault: unknown) => Promise<void>): Promise<void>;
  /** Ends every process. */
  close(): Promise<void>;
}

/** Takes up the fleet that is deployed in a cloud; its processes start with the first tick. */
export async function openLiveFleet(cloud: StartedCloud, options: LiveOptions): Promise<OpenLiveFleet> {
  const { project, environment, tickSeconds } = options;
  const clients = driverClients(clientSettings(cloud, 'driver'));
  const deployed = await discoverFleet(clients.lambda, options.fleet);
  const schedules = await readSchedules(clients.eventBridge, deployed.functionNames);
  const functions = new SchedulePlayer(deployedFunctions(clients.lambda), cloud, schedules);
  const ports = awsPlayerPorts(clientSettings(cloud, 'player'), deployed.names);
  const metadata = await startMetadataServer();
  const rows = new ShardRows(new WriteRecord(), Date.now);
  const folder = path.join(project.work, 'nodes');
  await rm(folder, { recursive: true, force: true });
  const fleet = new LiveFleet(ports, rows, {
    project,
    folder,
    cloudEnvironment: (caller) => cloudEnvironment(project, cloud, caller, environment),
    fleetName: deployed.fleetName,
    ...deployed.names,
    policyJson: deployed.policyJson,
    metadata,
    restartMs: RESTART_MS,
  });
  const tickTimesMs: number[] = [];
  const lookOn = (looks: readonly FurtherLook[], untilMs: number, signal: AbortSignal) =>
    playLooks(looks, untilMs, {
      waitUntil: (atMs) => pause(atMs - Date.now(), signal),
      lookAgain: async (look) => (signal.aborted ? [] : functions.lookAgain(look)),
    });
  return {
    deployed,
    tickTimesMs,
    fleet,
    rows,
    metadata,
    tickOn: (signal, onFault = rethrow) =>
      repeatEvery(tickSeconds * 1000, signal, async (startMs) => {
        tickTimesMs.push(startMs);
        const looks = await functions.tick(startMs).catch((fault: unknown) => onFault(fault).then(() => []));
        await fleet.observe().catch(onFault);
        await lookOn(looks, startMs + tickSeconds * 1000, signal).catch(onFault);
      }),
    close: async () => {
      await fleet.close();
      await metadata.close();
      ports.close();
      clients.close();
    },
  };
}

async function rethrow(fault: unknown): Promise<void> {
  throw fault;
}
