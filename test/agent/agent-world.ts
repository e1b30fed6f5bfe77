import { Agent } from '../../agent/agent';
import type { AgentHappening } from '../../agent/agent-parts';
import { TransferSlots } from '../../agent/copies/transfer-slots';
import { SILENT_LOG } from '../../agent/log/agent-log';
import type {
  CopyFile,
  CopyPort,
  HomePort,
  MachineMeasurement,
  NodeTablePort,
  OpenOrder,
  ProgramPort,
  ServiceStat,
  ToldStats,
} from '../../agent/ports';
import { homeObjectKey } from '../../core/contract/object-keys';
import type { HomeObject, Manifest } from '../../core/home/manifest';
import type { Move } from '../../core/move/move';
import { startMove } from '../../core/move/move-machine';
import { MemoryHomes } from './memory/memory-homes';
import { MemoryTable } from './memory/memory-table';

/** Copies in memory: files of a shard, and which object each is known to be. */
export class MemoryCopies implements CopyPort {
  readonly copies = new Map<string, Map<string, { readonly content: string; readonly stored?: HomeObject }>>();
  readonly dropped: string[] = [];
  /** Copies come only after whoever asked was told that they are on their way, as from S3. */
  isSlow = false;
  haveTransfersEnded = false;
  private readonly broughtTo = new Map<string, Manifest | undefined>();
  private uploads = 0;

  constructor(private readonly homes: MemoryHomes) {}

  async hydrate(shardId: string, manifest: Manifest | undefined): Promise<boolean> {
    const objects = manifest?.objects ?? [];
    const files = objects.map((stored) => [stored.path, { content: this.homes.objects.get(stored.key) ?? '', stored }]);
    this.copies.set(shardId, new Map(files as [string, { content: string; stored: HomeObject }][]));
    const isThere = !this.isSlow || this.isBroughtTo(shardId, manifest);
    this.broughtTo.set(shardId, manifest);
    return isThere;
  }

  endTransfers(): void {
    this.haveTransfersEnded = true;
  }

  async holds(shardId: string, manifest: Manifest): Promise<boolean> {
    return this.isBroughtTo(shardId, manifest);
  }

  async files(shardId: string, paths?: readonly string[]): Promise<readonly CopyFile[]> {
    const files = [...(this.copies.get(shardId) ?? [])];
    return files
      .filter(([path]) => paths === undefined || paths.includes(path))
      .map(([path, { content, stored }]) => ({ path, sizeBytes: content.length, ...(stored ? { stored } : {}) }));
  }

  async upload(shardId: string, epoch: number, { path }: CopyFile): Promise<HomeObject> {
    this.uploads += 1;
    const files = this.copies.get(shardId);
    const content = files?.get(path)?.content ?? '';
    const key = homeObjectKey(shardId, epoch, `u${this.uploads}`);
    const stored = { path, key, sizeBytes: content.length, sha256: 'a'.repeat(64) };
    this.homes.objects.set(key, content);
    files?.set(path, { content, stored });
    return stored;
  }

  async drop(shardId: string): Promise<void> {
    this.dropped.push(shardId);
    this.copies.delete(shardId);
    this.broughtTo.delete(shardId);
  }

  private isBroughtTo(shardId: string, manifest: Manifest | undefined): boolean {
    const known = this.broughtTo.get(shardId);
    return known?.epoch === manifest?.epoch && known?.version === manifest?.version;
  }

  async held(): Promise<readonly string[]> {
    return [...this.copies.keys()];
  }

  directory(shardId: string): string {
    return `/nvme/${shardId}`;
  }
}

/** A program in memory that writes one file for each accepted write when it is flushed. */
export class MemoryProgram implements ProgramPort {
  readonly opened = new Map<string, OpenOrder>();
  readonly calls: string[] = [];
  readonly unflushed = new Map<string, ServiceStat>();
  validUntilMs = 0;
  /** Thrown by the call of that name. */
  readonly failures = new Map<string, Error>();

  constructor(private readonly copies: MemoryCopies) {}

  async open(order: OpenOrder): Promise<void> {
    this.say('open', `${order.shardId} ${order.role} ${order.version}`);
    this.opened.set(order.shardId, order);
  }

  async flush(shardId: string): Promise<readonly string[] | undefined> {
    this.say('flush', shardId);
    return this.writeFiles(shardId);
  }

  async durable(shardId: string, _epoch: number, version: number): Promise<void> {
    this.say('durable', `${shardId} ${version}`);
  }

  async close(shardId: string): Promise<readonly string[] | undefined> {
    this.say('close', shardId);
    this.opened.delete(shardId);
    return this.writeFiles(shardId);
  }

  async extend(validUntilMs: number): Promise<void> {
    this.say('extend', String(validUntilMs));
    this.validUntilMs = validUntilMs;
  }

  async stats(): Promise<ToldStats> {
    this.say('stats', '');
    const quiet = { load: 0.1, dirtyBytes: 0, dirtyForMs: 0 };
    return Object.fromEntries([...this.opened.keys()].map((id) => [id, this.unflushed.get(id) ?? quiet]));
  }

  /** A write that the program has accepted. */
  accept(shardId: string, dirtyBytes: number, dirtyForMs = 0): void {
    this.unflushed.set(shardId, { load: 0.1, dirtyBytes, dirtyForMs });
  }

  /** The program was started anew: it knows no shard. */
  restart(): void {
    this.opened.clear();
  }

  private writeFiles(shardId: string): undefined {
    const stat = this.unflushed.get(shardId);
    if (stat !== undefined) {
      const files = this.copies.copies.get(shardId);
      files?.set(`f${files.size}`, { content: 'x'.repeat(stat.dirtyBytes) });
      this.unflushed.delete(shardId);
    }
    return undefined;
  }

  private say(call: string, text: string): void {
    const failure = this.failures.get(call);
    if (failure !== undefined) {
      throw failure;
    }
    this.calls.push(`${call} ${text}`.trim());
  }
}

/** One agent with all of its world in memory. */
export interface MemoryAgent {
  readonly agent: Agent;
  readonly copies: MemoryCopies;
  readonly program: MemoryProgram;
  readonly happenings: AgentHappening[];
  /** What the machine measures next; an error is thrown. */
  machine: MachineMeasurement | Error;
}

export const LEASE_SECONDS = 45;
/** What a node counts of it: 45 s / 1.2. */
export const COUNTED_LEASE_MS = 37_500;
export const FLUSH = { bytes: 1000, seconds: 60 };

/** A fleet of agents in memory, with the controller's part as plain methods. */
export class AgentWorld {
  readonly homes = new MemoryHomes();
  readonly table = new MemoryTable({ id: 's', owner: null, followers: [], epoch: 0 });
  /** The monotonic clock of every node. */
  nowMs = 0;
  /** Those of every node. */
  readonly transfers = new TransferSlots({ clock: () => this.nowMs });
  private starts = 0;

  /** An agent that has not joined yet. */
  make(
    nodeId: string,
    ports: { table?: NodeTablePort; homes?: HomePort } = {},
    observe: (happening: AgentHappening) => void = () => {},
  ): MemoryAgent {
    this.starts += 1;
    const copies = new MemoryCopies(this.homes);
    const program = new MemoryProgram(copies);
    const happenings: AgentHappening[] = [];
    const machine = { metrics: { cpuPercent: 5 }, usedBytes: 10, capacityBytes: 1e12 };
    const node: { machine: MachineMeasurement | Error } = { machine };
    const agent = new Agent({
      identity: { nodeId, incarnation: `${nodeId}-${this.starts}`, zone: 'z', address: 'host:1' },
      policy: { leaseSeconds: LEASE_SECONDS, flush: FLUSH },
      table: ports.table ?? this.table,
      homes: ports.homes ?? this.homes,
      copies,
      program,
      machine: {
        measure: async () => {
          if (node.machine instanceof Error) {
            throw node.machine;
          }
          return node.machine;
        },
      },
      transfers: this.transfers,
      clock: () => this.nowMs,
      log: SILENT_LOG,
      version: '1.2.3',
      observe: (happening) => {
        happenings.push(happening);
        observe(happening);
      },
    });
    return Object.assign(node, { agent, copies, program, happenings });
  }

  async start(nodeId: string, ports: { table?: NodeTablePort; homes?: HomePort } = {}): Promise<MemoryAgent> {
    const node = this.make(nodeId, ports);
    await node.agent.start();
    return node;
  }

  addShard(id: string): void {
    this.table.rows.set(id, { id, owner: null, followers: [], epoch: 0 });
  }

  startMove(shardId: string, to: string): void {
    const { owner } = this.table.row(shardId);
    const order: Omit<Move, 'state' | 'actor'> = {
      id: `${shardId}-to-${to}`,
      from: owner,
      to,
      ...incarnationOf(this.table.heartbeats.get(to)?.incarnation),
      reason: 'rebalance',
      startedAtMs: 0,
    };
    this.table.start(shardId, startMove(order));
  }

  /** A node takes a shard that nobody owns. */
  async place(shardId: string, node: MemoryAgent, nodeId: string): Promise<void> {
    this.startMove(shardId, nodeId);
    await node.agent.poll();
  }
}

function incarnationOf(toIncarnation: string | undefined): Pick<Move, 'toIncarnation'> {
  return toIncarnation === undefined ? {} : { toIncarnation };
}
