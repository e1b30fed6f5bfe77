import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Agent } from '../../agent/agent';
import type { AgentHappening } from '../../agent/agent-parts';
import { mustStartAnew } from '../../agent/agent-status';
import { DiskCopies } from '../../agent/copies/disk-copies';
import { s3ObjectStore } from '../../agent/copies/s3-object-store';
import { homeClient } from '../../agent/home/home-client';
import { s3Homes } from '../../agent/home/s3-homes';
import { httpProgram } from '../../agent/program/http-program';
import { dynamoDbNodeTable } from '../../agent/table/dynamodb-node-table';
import { parseFleetPolicy } from '../../core/policy/parse-fleet-policy';
import { type StoreServer, startStoreServer } from '../../examples/elastic-database/store/store-server';
import { clientSettings } from '../cloud/cloud';
import { LOOPBACK_ADDRESS } from '../cloud/emulator/free-port';
import { LocalCloudError } from '../cloud/local-cloud-error';
import type { WriteEvent } from '../laws/write-record';
import { CopyQueue } from '../player/copy-queue';
import { DemandModel } from '../player/demand-model';
import { measureMachine } from '../player/machine-model';
import { PacedCopies } from '../player/paced-copies';
import { lineLog } from './line-log';
import type { HostRequest, HostSettings, HostState } from './messages';
import { modelledTable } from './modelled-table';
import { nearProgram } from './near-program';
import { toWriteEvent } from './to-write-event';
import { unsignedRequests } from './unsigned-requests';
import { unsyncedDisk } from './unsynced-disk';

/** A node in virtual time: the agent and the example store, with the machine's size, load and speed modelled. */
export class NodeHost {
  private nowMs = 0;
  private said: WriteEvent[] = [];
  private readonly demand: DemandModel;
  private readonly queue: CopyQueue;
  private readonly agent: Agent;

  /** Starts the store and returns the host, whose agent is not started yet. */
  static async create(settings: HostSettings): Promise<NodeHost> {
    let host: NodeHost | undefined;
    const store = await startStoreServer({
      port: 0,
      host: LOOPBACK_ADDRESS,
      agentPort: 0,
      dataFolder: settings.dataFolder,
      clock: () => host?.nowMs ?? 0,
      requestFlush: (shardId) => (host as NodeHost).agent.flush(shardId),
      onFault: (error) => process.stderr.write(`store: ${String(error)}\n`),
    });
    host = new NodeHost(settings, store);
    return host;
  }

  private constructor(
    private readonly settings: HostSettings,
    private readonly store: StoreServer,
  ) {
    this.demand = new DemandModel(settings.demand);
    this.queue = new CopyQueue(settings.machine.copyBytesPerSecond);
    this.agent = this.createAgent();
  }

  /** Does what is asked at the time that is told. */
  async handle(request: HostRequest): Promise<HostState> {
    this.nowMs = request.nowMs;
    this.demand.setDemand(request.demand, request.nowMs);
    this.queue.advance(request.nowMs);
    await this.act(request.kind);
    return this.state();
  }

  private async act(kind: HostRequest['kind']): Promise<void> {
    switch (kind) {
      case 'start':
        return this.agent.start();
      case 'heartbeat':
        await this.agent.heartbeat();
        return this.agent.flushDue();
      case 'poll':
        return this.agent.poll();
      case 'tidy':
        await this.agent.follow();
        return this.agent.sweep();
      case 'stop':
        return this.agent.stop();
    }
  }

  private state(): HostState {
    const { state, accepting, faults } = this.agent.status();
    const said = this.said;
    this.said = [];
    return {
      address: `${LOOPBACK_ADDRESS}:${this.store.port}`,
      open: accepting,
      copying: this.queue.underWay(),
      mustStartAnew: mustStartAnew({ state }),
      said,
      faults: faults.map(({ code, shardId, message }) => [code, shardId, message].filter(Boolean).join(' ')),
    };
  }

  private createAgent(): Agent {
    const { settings, demand } = this;
    const { nodeId, zone, startCount, dataFolder, tableName, bucketName, machine } = settings;
    const caller = `node.${nodeId}`;
    const client = clientSettings(settings, caller);
    const signer = { region: settings.region, caller };
    const s3 = homeClient({ ...client, signer: unsignedRequests('s3', signer) });
    // A heartbeat is little but its call: the way through the SDK is found once, not anew for each.
    const dynamoDb = new DynamoDBClient({
      ...client,
      signer: unsignedRequests('dynamodb', signer),
      cacheMiddleware: true,
    });
    const copies = new DiskCopies({
      dataFolder,
      objects: s3ObjectStore(s3, bucketName),
      disk: unsyncedDisk(),
      onFault: (shardId, error) => process.stderr.write(`${shardId}: ${String(error)}\n`),
    });
    const address = `${LOOPBACK_ADDRESS}:${this.store.port}`;
    return new Agent({
      identity: { nodeId, incarnation: `${nodeId}-${startCount}`, zone, address },
      policy: policyOf(settings),
      table: modelledTable(dynamoDbNodeTable(dynamoDb, tableName), demand, this.queue),
      homes: s3Homes(s3, bucketName),
      copies: new PacedCopies(copies, this.queue, demand),
      program: nearProgram(httpProgram(`http://${address}`), this.store.store),
      machine: { measure: async () => measureMachine(this.openShards(), demand, machine) },
      clock: () => this.nowMs,
      log: lineLog(process.stdout),
      observe: (happening) => this.observe(happening),
    });
  }

  private openShards(): readonly string[] {
    return this.agent.status().accepting;
  }

  private observe(happening: AgentHappening): void {
    const event = toWriteEvent(this.settings.nodeId, happening, this.nowMs);
    if (event) {
      this.said.push(event);
    }
  }
}

function policyOf({ policyJson }: HostSettings) {
  const parsed = parseFleetPolicy(policyJson);
  if ('faults' in parsed) {
    throw new LocalCloudError(`the deployed policy is none: ${parsed.faults.join('; ')}`);
  }
  return parsed.policy;
}
