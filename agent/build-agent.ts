import { Agent } from './agent';
import type { AgentHappening, AgentIdentity } from './agent-parts';
import { DiskCopies } from './copies/disk-copies';
import { s3ObjectStore } from './copies/s3-object-store';
import { TransferSlots } from './copies/transfer-slots';
import type { AgentSettings } from './environment/read-agent-environment';
import { homeClient } from './home/home-client';
import { s3Homes } from './home/s3-homes';
import { watchCongestion } from './home/watch-congestion';
import type { AgentLog } from './log/agent-log';
import { LinuxMachine } from './machine/linux-machine';
import { monotonicClock } from './monotonic-clock';
import type { ProgramPort } from './ports';
import { filesProgram } from './program/files-program';
import { httpProgram, PROGRAM_LIMITS } from './program/http-program';
import type { AgentMetrics } from './server/agent-metrics';
import { meteredObjects } from './server/metered-objects';
import { dynamoDbNodeTable } from './table/dynamodb-node-table';
import { tableClient } from './table/table-client';

/** What an agent on AWS is made of. */
export interface AgentBuild {
  readonly settings: AgentSettings;
  readonly identity: AgentIdentity;
  readonly metrics: AgentMetrics;
  readonly log: AgentLog;
  readonly version: string;
}

/** Returns the agent of this machine: its disk, its service, the fleet's table and bucket. */
export function buildAgent({ settings, identity, metrics, log, version }: AgentBuild): Agent {
  const { policy, tableName, bucketName, dataFolder } = settings;
  const bucket = homeClient();
  const onCongested = (limit: number) => log.info({ event: 'transfers-congested', limit }, 'transfers-congested');
  const transfers = new TransferSlots({ onCongested });
  watchCongestion(bucket, transfers);
  const agent: Agent = new Agent({
    identity,
    policy,
    table: dynamoDbNodeTable(tableClient(policy.leaseSeconds), tableName),
    homes: s3Homes(bucket, bucketName),
    copies: new DiskCopies({
      dataFolder,
      objects: meteredObjects(s3ObjectStore(bucket, bucketName), metrics),
      transfers,
      onFault: (shardId, error) => agent.failed('copy', error, shardId),
    }),
    transfers,
    program: programOf(settings),
    machine: new LinuxMachine({ dataFolder, clock: monotonicClock }),
    clock: monotonicClock,
    log,
    version,
    observe: (happening: AgentHappening) => metrics.observe(happening),
  });
  return agent;
}

/** Calls on which the lease hangs take at most a sixth of it, whatever the protocol allows. */
function programOf({ serviceUrl, policy }: AgentSettings): ProgramPort {
  const shortMs = Math.min(PROGRAM_LIMITS.statsMs, Math.floor((policy.leaseSeconds * 1000) / 6));
  if (serviceUrl === undefined) {
    return filesProgram({ clock: monotonicClock, statsMs: shortMs });
  }
  return httpProgram(serviceUrl, { extendMs: shortMs, statsMs: shortMs });
}
