import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { GroupInstance } from '../../core/fleet/node';
import { ProcessGroup } from '../cloud/process/process-group';
import type { Project } from '../cloud/project';
import {
  HOST_SETTINGS,
  type HostReply,
  type HostRequest,
  type HostSettings,
  type HostState,
} from '../node-host/messages';
import type { HostedNode, NodeTime } from './hosted-node';

/** What all node processes share. */
export interface NodeProcessSettings
  extends Pick<HostSettings, 'endpoint' | 'region' | 'tableName' | 'bucketName' | 'policyJson' | 'machine' | 'demand'> {
  readonly project: Project;
}

/** The agent's bundle for local runs, and the folder of the nodes' disks and logs below the work folder. */
const HOST_BUNDLE = path.join('dist', 'cli', 'node-host.js');
export const NODES_FOLDER = 'nodes';

interface Waiting {
  readonly resolve: (state: HostState) => void;
  readonly reject: (error: Error) => void;
}

/**
 * An instance played by a process of its own: the agent's code with a directory as its NVMe and real bytes, stepped by the
 * driver, because time runs faster than the clock.
 */
export class NodeProcess implements HostedNode {
  private readonly process: ProcessGroup;
  private readonly waiting = new Map<number, Waiting>();
  private readonly dataFolder: string;
  private requests = 0;

  constructor(
    readonly instance: GroupInstance,
    readonly startCount: number,
    settings: NodeProcessSettings,
  ) {
    const { project, ...shared } = settings;
    const { instanceId: nodeId, zone } = instance;
    const folder = path.join(project.work, NODES_FOLDER, nodeId);
    this.dataFolder = path.join(folder, 'nvme');
    const host: HostSettings = { ...shared, nodeId, zone, startCount, dataFolder: this.dataFolder };
    this.process = ProcessGroup.start({
      command: process.execPath,
      arguments: ['--max-semi-space-size=8', path.join(project.root, HOST_BUNDLE)],
      folder: project.root,
      environment: { [HOST_SETTINGS]: JSON.stringify(host), PATH: process.env.PATH ?? '' },
      logFile: path.join(folder, `agent-${startCount}.log`),
      onMessage: (message) => this.settle(message as HostReply),
    });
    this.process.ended.then((end) => this.failAll(new Error(`its process ended: ${JSON.stringify(end)}`)));
  }

  start(time: NodeTime): Promise<HostState> {
    return this.ask('start', time);
  }

  heartbeat(time: NodeTime): Promise<HostState> {
    return this.ask('heartbeat', time);
  }

  poll(time: NodeTime): Promise<HostState> {
    return this.ask('poll', time);
  }

  tidy(time: NodeTime): Promise<HostState> {
    return this.ask('tidy', time);
  }

  async stop(time: NodeTime): Promise<HostState> {
    const state = await this.ask('stop', time);
    await this.process.stop();
    return state;
  }

  async kill(): Promise<void> {
    await this.process.kill();
  }

  async wipe(): Promise<void> {
    await rm(this.dataFolder, { recursive: true, force: true });
  }

  private ask(kind: HostRequest['kind'], { nowMs, demand }: NodeTime): Promise<HostState> {
    this.requests += 1;
    const request: HostRequest = { id: this.requests, kind, nowMs, demand };
    return new Promise((resolve, reject) => {
      this.waiting.set(request.id, { resolve, reject });
      this.process.send(request, (error) => this.fail(request.id, error));
    });
  }

  private settle(reply: HostReply): void {
    if ('error' in reply) {
      this.fail(reply.id, new Error(reply.error));
      return;
    }
    this.waiting.get(reply.id)?.resolve(reply.state);
    this.waiting.delete(reply.id);
  }

  private failAll(error: Error): void {
    for (const id of [...this.waiting.keys()]) {
      this.fail(id, error);
    }
  }

  private fail(id: number, error: Error): void {
    const named = new Error(`node ${this.instance.instanceId}: ${error.message}; see ${this.process.logFile}`);
    this.waiting.get(id)?.reject(named);
    this.waiting.delete(id);
  }
}
