import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AgentEnvironment, Environment as FleetEnvironment } from '../../core/contract/environment';
import { LOOPBACK_ADDRESS } from '../cloud/emulator/free-port';
import type { Project } from '../cloud/project';
import { LOCAL_REGION } from '../cloud/start-cloud';
import type { MetadataServer } from '../metadata/metadata-server';
import { monotonicMs } from './monotonic-ms';
import { NodeProgram } from './node-program';

/** One start of an agent that has ended: its log, and when it and its service were surely dead. */
export interface AgentLife {
  readonly nodeId: string;
  readonly logFile: string;
  /** On the machine's monotonic clock. */
  readonly endedMs: number;
}

/** What every node is told. */
export interface LiveNodeSettings {
  readonly project: Project;
  readonly folder: string;
  /** What every program on the node is told of the cloud. */
  readonly cloudEnvironment: (caller: string) => Readonly<Record<string, string>>;
  readonly fleetName: string;
  readonly tableName: string;
  readonly bucketName: string;
  readonly policyJson: string;
  readonly metadata: MetadataServer;
  /** Wall-clock milliseconds until a program that ended is started anew, as systemd's RestartSec. */
  readonly restartMs: number;
}

/** Ports on loopback of one node. */
export interface NodePorts {
  readonly agent: number;
  readonly service: number;
}

/** One start of a node's two programs. */
interface Running {
  readonly agent: NodeProgram;
  readonly service: NodeProgram;
}

/**
 * A node as systemd runs it: the agent's bundle and the service, which ends with the agent; both start anew after a moment.
 * Its disk is a folder.
 */
export class LiveNode {
  readonly lives: AgentLife[] = [];
  private starts = 0;
  private running: Running | undefined;
  private isGone = false;
  private readonly metadataEndpoint: string;
  private readonly life: Promise<void>;

  constructor(
    readonly nodeId: string,
    zone: string,
    readonly ports: NodePorts,
    private readonly settings: LiveNodeSettings,
  ) {
    this.metadataEndpoint = settings.metadata.add({
      instanceId: nodeId,
      zone,
      region: LOCAL_REGION,
      instanceType: 'i4i.xlarge',
      privateAddress: LOOPBACK_ADDRESS,
    });
    this.life = this.live();
  }

  /** Host and port of the node's service. */
  get address(): string {
    return `${LOOPBACK_ADDRESS}:${this.ports.service}`;
  }

  /** Agent and service die; systemd starts them anew on the same disk. */
  crash(): void {
    this.running?.service.signal('SIGKILL');
    this.running?.agent.signal('SIGKILL');
  }

  /** The agent stops for a while, e.g. because its machine swaps; the service hears nothing meanwhile. */
  async freeze(milliseconds: number): Promise<void> {
    const frozen = this.running?.agent;
    frozen?.signal('SIGSTOP');
    await sleep(milliseconds);
    frozen?.signal('SIGCONT');
  }

  /** The machine is gone with its disk. */
  async lose(): Promise<void> {
    this.isGone = true;
    this.crash();
    await this.life;
    this.settings.metadata.remove(this.nodeId);
    await rm(this.disk, { recursive: true, force: true });
  }

  private get disk(): string {
    return this.file('nvme');
  }

  private async live(): Promise<void> {
    while (!this.isGone) {
      const running = this.start();
      this.running = running;
      await running.agent.ended;
      await running.service.kill();
      const { nodeId } = this;
      this.lives.push({ nodeId, logFile: running.agent.logFile, endedMs: monotonicMs() });
      await sleep(this.settings.restartMs);
    }
  }

  private start(): Running {
    this.starts += 1;
    // The agent takes a disk that is not mounted for a fault.
    mkdirSync(this.disk, { recursive: true });
    return { agent: this.startProgram('agent', 'agent'), service: this.startProgram('service', 'shard-store') };
  }

  private startProgram(name: string, bundle: string): NodeProgram {
    const { project } = this.settings;
    return new NodeProgram({
      bundleFile: path.join(project.root, 'dist', 'bundles', bundle, 'index.js'),
      folder: project.root,
      environment: this.environment(),
      logFile: this.file(`${name}-${this.starts}.log`),
      pidFile: this.file(`${name}.pid`),
    });
  }

  private file(name: string): string {
    return path.join(this.settings.folder, this.nodeId, name);
  }

  private environment(): Record<string, string> {
    const { settings, ports } = this;
    return {
      ...settings.cloudEnvironment(`node.${this.nodeId}`),
      AWS_EC2_METADATA_DISABLED: 'false',
      AWS_EC2_METADATA_SERVICE_ENDPOINT: this.metadataEndpoint,
      [FleetEnvironment.FLEET_NAME]: settings.fleetName,
      [FleetEnvironment.TABLE_NAME]: settings.tableName,
      [FleetEnvironment.BUCKET_NAME]: settings.bucketName,
      [FleetEnvironment.POLICY]: settings.policyJson,
      [AgentEnvironment.DATA_FOLDER]: this.disk,
      [AgentEnvironment.SERVICE_URL]: `http://${this.address}`,
      [AgentEnvironment.SERVICE_PORT]: String(ports.service),
      [AgentEnvironment.AGENT_PORT]: String(ports.agent),
      PORT: String(ports.service),
    };
  }
}
