import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { Agent } from '../../../agent/agent';
import { s3ObjectStore } from '../../../agent/copies/s3-object-store';
import { homeClient } from '../../../agent/home/home-client';
import { s3Homes } from '../../../agent/home/s3-homes';
import { SILENT_LOG } from '../../../agent/log/agent-log';
import type { NodeTablePort } from '../../../agent/ports';
import { AgentMetrics } from '../../../agent/server/agent-metrics';
import { type AgentServer, startAgentServer } from '../../../agent/server/agent-server';
import type { FleetPolicy } from '../../../core/policy/fleet-policy';
import type { MotoServer } from '../moto-server';
import { patientProgram } from './patient-program';
import { SettledCopies } from './settled-copies';
import { TroubledDisk } from './troubled-disk';
import { TroubledService } from './troubled-service';

/** Where a node lives. */
export interface TroubledNodeProps {
  readonly id: string;
  readonly moto: MotoServer;
  readonly policy: FleetPolicy;
  readonly table: NodeTablePort;
  readonly bucketName: string;
  /** Folder for all nodes. */
  readonly folder: string;
  /** Monotonic clock of the nodes, in milliseconds. */
  readonly clock: () => number;
}

/** The real agent with the real copies, homes, table and HTTP server; what it stands on can be told to fail. */
export class TroubledNode {
  readonly id: string;
  readonly disk = new TroubledDisk();
  readonly service: TroubledService;
  readonly agent: Agent;
  /** Whether AWS refuses this call of S3, e.g. `PutObjectCommand`. */
  deniesS3: (command: string, key: string) => boolean = () => false;
  /** What the machine says of its disk. */
  refuses: string | undefined;
  private readonly metrics = new AgentMetrics();
  private readonly bucket: S3Client;
  private server: AgentServer | undefined;

  private constructor(
    private readonly props: TroubledNodeProps,
    service: TroubledService,
  ) {
    const { id, moto, policy, table, bucketName, clock } = props;
    this.id = id;
    this.service = service;
    this.bucket = this.refusing(homeClient(moto.client));
    this.agent = new Agent({
      identity: { nodeId: id, incarnation: `${id}-first`, zone: 'z', address: `${id}:1` },
      policy,
      table,
      homes: s3Homes(this.bucket, bucketName),
      copies: new SettledCopies({
        dataFolder: this.dataFolder,
        objects: s3ObjectStore(this.bucket, bucketName),
        onFault: (shardId, error) => this.agent.failed('copy', error, shardId),
        disk: this.disk.fileSystem,
      }),
      program: patientProgram(service),
      machine: { measure: async () => this.measure() },
      clock,
      log: SILENT_LOG,
      observe: (happening) => this.metrics.observe(happening),
    });
  }

  static async join(props: TroubledNodeProps): Promise<TroubledNode> {
    const service = new TroubledService(props.clock);
    await service.start();
    const node = new TroubledNode(props, service);
    await mkdir(node.dataFolder, { recursive: true });
    node.server = await startAgentServer({ port: 0, agent: node.agent, metrics: node.metrics });
    await node.agent.start();
    return node;
  }

  get dataFolder(): string {
    return path.join(this.props.folder, this.id);
  }

  /** Codes of the faults that Prometheus is shown as not mended. */
  async faultsInMetrics(): Promise<readonly string[]> {
    const text = await (await fetch(`http://127.0.0.1:${this.server?.port}/metrics`)).text();
    return [...text.matchAll(/^elastic_fleet_agent_faults\{code="(\w+)"\} [1-9]/gm)].map(([, code = '']) => code);
  }

  /** Every line in the files of the shard's copy. */
  async linesOnDisk(shardId: string): Promise<readonly string[]> {
    const folder = path.join(this.dataFolder, 'shards', shardId, 'files');
    const names = await readdir(folder);
    const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
    return texts.flatMap((text) => text.split('\n'));
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.server?.close();
    this.bucket.destroy();
  }

  private measure() {
    const refusal = this.refuses === undefined ? {} : { refuses: this.refuses };
    return { metrics: {}, usedBytes: 1000, capacityBytes: 1e12, ...refusal };
  }

  private refusing(client: S3Client): S3Client {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const { Key = '' } = args.input as { readonly Key?: string };
        if (this.deniesS3(context.commandName ?? '', Key)) {
          const $metadata = { httpStatusCode: 403 };
          throw new S3ServiceException({ name: 'AccessDenied', message: 'Access Denied', $fault: 'client', $metadata });
        }
        return next(args);
      },
      { step: 'initialize' },
    );
    return client;
  }
}
