import type { DrainCause, Heartbeat, NodeControl } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import type { Move } from '../../../core/move/move';
import { parseFleetPolicy } from '../../../core/policy/parse-fleet-policy';
import type { ControllerName, FleetSwitches, RollSwitch } from '../../../core/table/table-schema';
import type { FleetAddress } from '../../../operate/fleet/deployed-fleets';
import type { KeptDecision, OperatedGroup, OperatePorts } from '../../../operate/ports';
import { MemoryGroup } from '../../lambda/memory/memory-group';
import { MemoryTable } from '../../lambda/memory/memory-table';
import { MemoryBucket } from './memory-bucket';

/** What a test plays at each pause. */
type Happening = () => void;

/** A fleet in memory: a table, a group and a bucket, as operators' commands see them. */
export class MemoryFleet {
  readonly table = new MemoryTable();
  readonly members = new MemoryGroup();
  readonly bucket = new MemoryBucket();
  readonly templates = new Map<string, string>();
  readonly lines: string[] = [];
  readonly kept = new Map<ControllerName, KeptDecision[]>();
  readonly localFiles = new Map<string, string>();
  template: string | undefined = 'lt-1 version 2';
  switches: FleetSwitches = { halted: false, parked: false };
  nowMs = Date.parse('2026-11-30T03:00:00Z');
  readonly pauses: number[] = [];
  private readonly happenings: Happening[] = [];

  readonly address: FleetAddress;
  readonly ports: OperatePorts;

  constructor(shardCount = 4) {
    this.address = addressOf(shardCount);
    this.members.minSize = 2;
    this.ports = {
      table: this.table,
      switches: this.switchPort(),
      duties: { change: (nodeId, cause, next) => this.changeDuty(nodeId, cause, next) },
      rows: this.rowPort(),
      history: {
        latest: async (controller, count, shard) => {
          const kept = this.kept.get(controller) ?? [];
          return kept.filter(({ details }) => shard === undefined || details.shard === shard).slice(0, count);
        },
      },
      group: {
        describe: () => this.describe(),
        setMinSize: async (minSize) => {
          this.members.minSize = minSize;
        },
      },
      homes: this.bucket,
      versions: this.bucket,
      imports: {
        files: async () => [...this.localFiles.keys()],
        upload: async (_directory, path, shardId) => this.upload(path, shardId),
      },
      clock: () => this.nowMs,
      pause: async (milliseconds) => {
        this.pauses.push(milliseconds);
        this.nowMs += milliseconds;
        this.happenings.shift()?.();
      },
    };
  }

  /** What commands take. */
  get open() {
    return { address: this.address, ports: this.ports, progress: (line: string) => void this.lines.push(line) };
  }

  /** Plays these one by one, each at a pause. */
  atPauses(...happenings: readonly Happening[]): void {
    this.happenings.push(...happenings);
  }

  /** Adds a live node in service. */
  node(id: string, more: Partial<Heartbeat> = {}, lifecycleState = 'InService'): void {
    this.members.add(id, 'a', lifecycleState);
    this.members.desired += 1;
    this.templates.set(id, 'lt-1 version 2');
    this.table.heartbeats.set(id, {
      nodeId: id,
      incarnation: `${id}-1`,
      counter: 1,
      fenced: false,
      zone: 'a',
      address: `${id}:7070`,
      capacityBytes: 1000,
      usedBytes: 0,
      metrics: {},
      shards: {},
      ...more,
    });
  }

  shard(id: string, owner: string | null, epoch: number, move?: Partial<Move>): Shard {
    const shard: Shard = {
      id,
      owner,
      followers: [],
      epoch,
      ...(move ? { move: { ...MOVE, ...move } } : {}),
    };
    this.table.shards.set(id, shard);
    return shard;
  }

  /** Ends an instance, as the scaler does. */
  end(id: string): void {
    this.members.instances.delete(id);
    this.table.heartbeats.delete(id);
  }

  private async describe(): Promise<OperatedGroup> {
    return { ...(await this.members.describe()), template: this.template, templates: this.templates };
  }

  private switchPort(): OperatePorts['switches'] {
    return {
      read: async () => this.switches,
      setHalted: async (halted) => {
        this.switches = { ...this.switches, halted };
      },
      setParked: async (parked) => {
        this.switches = { ...this.switches, parked };
      },
      startRoll: async (roll) => this.startRoll(roll),
      endRoll: async (startedAtMs) => this.endRoll(startedAtMs),
    };
  }

  private startRoll(roll: RollSwitch): boolean {
    const isFree = this.switches.roll === undefined;
    this.switches = isFree ? { ...this.switches, roll } : this.switches;
    return isFree;
  }

  private endRoll(startedAtMs: number): boolean {
    const { roll, ...rest } = this.switches;
    const isThat = roll?.startedAtMs === startedAtMs;
    this.switches = isThat ? rest : this.switches;
    return isThat;
  }

  private async changeDuty(nodeId: string, cause: DrainCause | undefined, next: NodeControl | undefined) {
    if (this.table.controls.get(nodeId)?.cause !== cause) {
      return false;
    }
    if (next) {
      this.table.controls.set(nodeId, next);
    } else {
      this.table.controls.delete(nodeId);
    }
    return true;
  }

  private rowPort(): OperatePorts['rows'] {
    const { shards } = this.table;
    return {
      read: async (id) => shards.get(id),
      create: async (id, epoch) => {
        const isNew = !shards.has(id);
        if (isNew) {
          shards.set(id, { id, owner: null, followers: [], epoch });
        }
        return isNew;
      },
      raise: async (seen, epoch) => {
        const stored = shards.get(seen.id);
        const isAsRead = stored?.epoch === seen.epoch && stored.owner === seen.owner && stored.move === seen.move;
        if (isAsRead && stored.epoch <= epoch) {
          shards.set(seen.id, { id: seen.id, owner: null, followers: stored.followers, epoch });
        }
        return isAsRead && stored.epoch <= epoch;
      },
    };
  }

  private upload(path: string, shardId: string) {
    const text = this.localFiles.get(path) ?? '';
    const key = `homes/${shardId}/0/${path}`;
    this.bucket.put(key, text);
    return { path, key, sizeBytes: text.length, sha256: 'a'.repeat(64) };
  }
}

const MOVE: Move = {
  id: '1-0',
  from: 'i-a',
  to: 'i-b',
  state: 'copying',
  reason: 'rebalance',
  startedAtMs: 0,
  actor: 'i-b',
};

function addressOf(shardCount: number): FleetAddress {
  const policyJson = JSON.stringify({ minNodes: 2, maxNodes: 8, shardCount });
  const parsed = parseFleetPolicy(policyJson);
  if ('faults' in parsed) {
    throw new Error(parsed.faults.join('; '));
  }
  const { policy } = parsed;
  const names = { name: 'phantom', tableName: 'table', groupName: 'group', bucketName: 'bucket' };
  return { ...names, policy, policyJson, functionNames: [] };
}
