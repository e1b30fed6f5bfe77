import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished } from 'vitest';
import { Metric } from '../../../core/contract/metrics';
import type { Shard } from '../../../core/fleet/shard';
import { type FleetPolicy, POLICY_DEFAULTS } from '../../../core/policy/fleet-policy';
import { S3HomeEpochs } from '../../../lambda/adapters/s3-home-epochs';
import { runRebalancerTick } from '../../../lambda/rebalancer/rebalancer-tick';
import { MemoryGroup } from '../../lambda/memory/memory-group';
import { MemoryEvents, MemoryLog } from '../../lambda/memory/memory-outlets';
import type { MotoServer } from '../moto-server';
import { type FleetTable, makeFleetTable, type TableKind } from './fleet-table';
import { HomeVault } from './home-vault';
import { TroubledNode } from './troubled-node';

export const SHARD = 'shard-00000';
const BUCKET = 'homes';
const STEP_MS = 5000;
const HEARTBEAT_MS = 15_000;
const TICK_MS = 60_000;
/** Longer than a move may take, twice, and than any wait after a failure. */
const MAX_STEPS = 200;

/** Agents and the real rebalancer over table and bucket of an emulator, in a time that tests move on. */
export class TroubledFleet {
  /** Clock of the nodes and of the controllers, which is as far ahead as `wallAheadMs` says. */
  nowMs = 1_000_000;
  readonly log = new MemoryLog();
  readonly nodes: TroubledNode[] = [];
  readonly home: HomeVault;
  private readonly group = new MemoryGroup();
  private readonly policy: FleetPolicy = {
    ...POLICY_DEFAULTS,
    minNodes: 1,
    maxNodes: 3,
    shardCount: 1,
    moveTimeoutSeconds: 120,
  };
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'bad-input-'));
  private writes = 0;
  private readonly accepted: string[] = [];

  private constructor(
    private readonly moto: MotoServer,
    private readonly table: FleetTable,
    private readonly bucket: S3Client,
  ) {
    this.home = new HomeVault(bucket, BUCKET, SHARD);
  }

  /** An empty fleet; whatever the emulator held before is gone. */
  static async create(moto: MotoServer, kind: TableKind = 'memory'): Promise<TroubledFleet> {
    await fetch(`${moto.client.endpoint}/moto-api/reset`, { method: 'POST' });
    const table = await makeFleetTable(kind, moto);
    const fleet = new TroubledFleet(moto, table, new S3Client(moto.client));
    await fleet.home.makeBucket();
    onTestFinished(() => fleet.close());
    return fleet;
  }

  /** Nodes `a` and `b` in service; `a` owns the shard and has made a line durable. */
  static async serving(moto: MotoServer, kind: TableKind = 'memory') {
    const fleet = await TroubledFleet.create(moto, kind);
    const a = await fleet.join('a');
    await fleet.until(() => fleet.isOwnedBy('a'));
    const b = await fleet.join('b');
    fleet.write();
    await a.agent.flush(SHARD);
    return { fleet, a, b };
  }

  async join(id: string): Promise<TroubledNode> {
    this.group.add(id, 'z');
    const { moto, policy, folder, table } = this;
    const clock = () => this.nowMs;
    const node = await TroubledNode.join({ id, moto, policy, folder, clock, table: table.ofNodes, bucketName: BUCKET });
    this.nodes.push(node);
    return node;
  }

  /** Asks the controllers to empty a node, so that the shard moves to the other one. */
  drain(id: string): Promise<void> {
    return this.table.ofControllers.setControl({ nodeId: id, duty: 'draining', cause: 'operator', sinceMs: 0 });
  }

  /** Five seconds go by: heartbeats and ticks as often as they are due, all else each time. */
  async step(): Promise<void> {
    this.nowMs += STEP_MS;
    if (this.nowMs % HEARTBEAT_MS === 0) {
      await this.eachNode(({ agent }) => agent.heartbeat());
    }
    if (this.nowMs % TICK_MS === 0) {
      await this.tick();
    }
    await this.eachNode(({ agent }) => agent.poll());
    await this.eachNode(({ agent }) => agent.flushDue());
    expect(this.accepting().length, 'nodes that accept writes').toBeLessThanOrEqual(1);
  }

  /** Lets time go by until it holds. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    for (let step = 0; step < MAX_STEPS; step += 1) {
      if (await holds()) {
        return;
      }
      await this.step();
    }
    throw new Error(`it did not come to hold within ${(MAX_STEPS * STEP_MS) / 1000} s: ${holds}`);
  }

  /** Lets time go by until node, Prometheus and controllers all tell of the fault. */
  async untilReported(node: TroubledNode, code: string): Promise<void> {
    await this.until(async () => {
      const faults = (await this.table.heartbeat(node.id))?.faults ?? [];
      return faults.some((fault) => fault.code === code) && (this.metric(Metric.AGENT_FAULTS) ?? 0) > 0;
    });
    expect(await node.faultsInMetrics()).toContain(code);
  }

  /** Lets time go by until nobody tells of any fault. */
  async untilMended(): Promise<void> {
    await this.until(() => this.metric(Metric.AGENT_FAULTS) === 0);
    for (const node of this.nodes) {
      expect(await node.faultsInMetrics()).toEqual([]);
    }
  }

  row(): Promise<Shard> {
    return this.table.shard(SHARD);
  }

  /** Whether it owns the shard and no move of it is under way. */
  async isOwnedBy(id: string): Promise<boolean> {
    const shard = (await this.table.ofControllers.readShards()).find((candidate) => candidate.id === SHARD);
    return shard?.owner === id && shard.move === undefined && this.accepting().includes(id);
  }

  /** Nodes whose service would accept a write now. */
  accepting(): readonly string[] {
    return this.nodes.filter(({ service }) => service.accepts(SHARD)).map(({ id }) => id);
  }

  /** Writes a line wherever it is accepted, and returns by whom. */
  write(): string | undefined {
    this.writes += 1;
    const line = `line ${this.writes}`;
    const taker = this.nodes.find(({ service }) => service.write(SHARD, line));
    if (taker !== undefined) {
      this.accepted.push(line);
    }
    return taker?.id;
  }

  /** Nothing that was accepted is missing from the node's files. */
  async expectEveryLineAt(node: TroubledNode): Promise<void> {
    await node.agent.flush(SHARD);
    expect(await node.linesOnDisk(SHARD)).toEqual(expect.arrayContaining(this.accepted));
  }

  /** A metric's value in the last tick. */
  metric(name: string): number | undefined {
    return this.log.emitted.at(-1)?.[name];
  }

  /** Whether the rebalancer has given this reason. */
  hasDecided(code: string): boolean {
    return this.log.lines.some(({ fields }) => (fields as Decision).reason?.code === code);
  }

  private async tick(): Promise<void> {
    const { group, log } = this;
    const table = this.table.ofControllers;
    const homes = new S3HomeEpochs(this.bucket, BUCKET);
    const ports = { table, homes, group, events: new MemoryEvents(), log, clock: () => this.nowMs };
    await runRebalancerTick(ports, { fleetName: 'test', policy: this.policy, acts: true });
  }

  private async eachNode(work: (node: TroubledNode) => Promise<void>): Promise<void> {
    await Promise.all(this.nodes.map(work));
  }

  private async close(): Promise<void> {
    await this.eachNode((node) => node.stop());
    this.table.close();
    this.bucket.destroy();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface Decision {
  readonly reason?: { readonly code: string };
}
