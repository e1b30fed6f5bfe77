import { S3Client } from '@aws-sdk/client-s3';
import { shardIds } from '../../core/fleet/shard';
import { synthesize } from '../cloud/cdk/synthesize';
import { clientSettings } from '../cloud/cloud';
import { deploy } from '../cloud/deployment';
import { refuseRealAccount } from '../cloud/environment/refuse-real-account';
import { type StartedCloud, startCloud } from '../cloud/start-cloud';
import { lockWorkFolder } from '../cloud/state/run-lock';
import { monotonicMs } from '../live/monotonic-ms';
import { type OpenLiveFleet, openLiveFleet } from '../live/open-live-fleet';
import { awsParkPorts } from '../replay/park-ports';
import { type ByteCheck, checkBytes } from '../writer/check-bytes';
import { HttpWriter } from '../writer/http-write';
import { LoadWriter } from '../writer/load-writer';
import { readStoredValues } from '../writer/read-stored-values';
import { storedHomes } from '../writer/stored-homes';
import { WriteLedger } from '../writer/write-ledger';
import type { ChaosOptions, ChaosReport } from './chaos-options';
import { ChaosRun } from './chaos-run';
import { judgeChaos, type SpotNotice } from './judge-chaos';

/** What AWS gives. */
const SPOT_NOTICE_MS = 120_000;

/**
 * Deploys a fleet to the local cloud, runs its agents and services as processes in real time, kills them while clients
 * write, and returns what that did to the data. Nothing that it starts outlives it.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  refuseRealAccount(options.environment);
  const unlock = lockWorkFolder(options.project);
  try {
    const { nodes, shards, replicas, leaseSeconds, onStep } = options;
    onStep('synthesizing');
    // The agents measure this machine, which is busier than a fleet would be left alone with.
    const context = {
      nodes: String(nodes),
      shards: String(shards),
      replicas: String(replicas),
      lease: String(leaseSeconds),
      scaling: 'manual',
    };
    const assembly = await synthesize({ ...options, source: { blueprint: 'elastic-database' }, context });
    onStep('starting the emulator');
    const cloud = await startCloud(options);
    try {
      await deploy({ ...options, cloud, assembly });
      return await runOn(cloud, options);
    } finally {
      await cloud.close();
    }
  } finally {
    unlock();
  }
}

async function runOn(cloud: StartedCloud, options: ChaosOptions): Promise<ChaosReport> {
  const live = await openLiveFleet(cloud, options);
  const parkPorts = awsParkPorts(clientSettings(cloud, 'driver.park'), live.deployed.names);
  const ledger = new WriteLedger();
  const httpWriter = new HttpWriter();
  const notices: SpotNotice[] = [];
  const run = new ChaosRun({
    options,
    live,
    cloud,
    ledger,
    writer: new LoadWriter(options.seed, ledger, httpWriter.write),
    giveNotice: (nodeId) => {
      notices.push({ nodeId, givenMs: monotonicMs() });
      live.metadata.giveSpotNotice(nodeId, new Date(Date.now() + SPOT_NOTICE_MS).toISOString());
    },
    setDrain: (nodeId, drains) => parkPorts.setDrain(nodeId, drains),
    park: () => parkPorts.park(),
  });
  try {
    const course = await run.play();
    await run.stop();
    await live.fleet.close();
    options.onStep('comparing every byte');
    const check = await checkHomes(cloud, live, ledger);
    return await judgeChaos({ options, course, check, counts: ledger.counts(), lives: live.fleet.lives(), notices });
  } finally {
    await run.stop();
    await live.close();
    httpWriter.close();
    parkPorts.close();
  }
}

async function checkHomes(cloud: StartedCloud, { deployed }: OpenLiveFleet, ledger: WriteLedger): Promise<ByteCheck> {
  const s3 = new S3Client(clientSettings(cloud, 'driver'));
  try {
    const homes = storedHomes(s3, deployed.names.bucketName);
    return await checkBytes(homes, shardIds(deployed.policy.shardCount), ledger.mustHold(), readStoredValues);
  } finally {
    s3.destroy();
  }
}
