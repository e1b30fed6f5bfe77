import type { HomePort, NodeTablePort, StoredManifest } from '../../../agent/ports';
import type { GroupInstance, GroupState, Heartbeat } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import type { Move } from '../../../core/move/move';
import { isRefusal, startMove, transition } from '../../../core/move/move-machine';
import { WriteRecord } from '../../../local/laws/write-record';
import { DemandModel } from '../../../local/player/demand-model';
import type { MachineModel } from '../../../local/player/machine-model';
import { NodePlayer } from '../../../local/player/node-player';
import type { PlayerPorts } from '../../../local/player/player-ports';
import { MemoryHost, type MemoryWorld } from './memory-host';

export const HEARTBEAT_MS = 15_000;
export const LEASE_MS = 45_000;
/** Each shard takes 30 s to copy, alone. */
export const MACHINE: MachineModel = { capacityBytes: 1000, copyBytesPerSecond: 1, startUpMs: 90_000 };
const SHARD_BYTES = 30;

/** A cloud in memory with one group and one shard table, and a player on it. */
export class MemoryFleet implements PlayerPorts {
  nowMs = 0;
  instances: GroupInstance[] = [];
  shards = new Map<string, Shard>();
  readonly heartbeats = new Map<string, Heartbeat>();
  readonly manifests = new Map<string, StoredManifest>();
  readonly calls = { readShards: 0 };
  readonly record = new WriteRecord();
  readonly demand: DemandModel;
  readonly player: NodePlayer;

  constructor(
    readonly shardIds: readonly string[],
    quietRenewMs?: number,
  ) {
    this.demand = new DemandModel({ seed: 1, shardIds, totalBytes: SHARD_BYTES * shardIds.length });
    for (const id of shardIds) {
      this.shards.set(id, { id, owner: null, followers: [], epoch: 0 });
    }
    const { demand, record } = this;
    this.player = new NodePlayer(this, {
      demand,
      record,
      startUpMs: MACHINE.startUpMs,
      clock: () => this.nowMs,
      ...(quietRenewMs === undefined ? {} : { quietRenewMs }),
      hostNode: (instance, startCount) => new MemoryHost(instance, startCount, this.world()),
    });
  }

  readonly table: NodeTablePort = {
    register: async (heartbeat) => {
      this.heartbeats.set(heartbeat.nodeId, heartbeat);
    },
    renew: async (heartbeat) => {
      if (this.isRefused(heartbeat)) {
        return false;
      }
      this.heartbeats.set(heartbeat.nodeId, heartbeat);
      return true;
    },
    followsOf: async () => [],
    workOf: async (nodeId) => [...this.shards.values()].filter((shard) => shard.move?.actor === nodeId),
    ownedBy: async () => new Map(),
    readShard: async (shardId) => this.shards.get(shardId),
    advance: async (shard, event) => {
      const stored = this.shards.get(shard.id);
      const next = shard.move && transition(shard.move, event);
      const isCurrent = stored?.move?.id === shard.move?.id && stored?.move?.state === shard.move?.state;
      if (!isCurrent || !shard.move || next === undefined || isRefusal(next)) {
        return false;
      }
      const { move: _move, ...row } = shard;
      const owned = next.ownership === 'taken' ? { ...row, owner: shard.move.to, epoch: shard.epoch + 1 } : row;
      this.shards.set(shard.id, next.move ? { ...owned, move: next.move } : owned);
      return true;
    },
  };

  readonly homes: HomePort = {
    read: async (shardId) => this.manifests.get(shardId),
    replace: async (manifest, seen) => {
      if (this.manifests.get(manifest.shardId)?.etag !== seen) {
        return { kind: 'conflict' };
      }
      const etag = `${manifest.epoch}-${manifest.version}`;
      this.manifests.set(manifest.shardId, { manifest, etag });
      return { kind: 'written', etag };
    },
    list: async () => [],
    remove: async () => {},
  };

  async describeGroup(): Promise<GroupState> {
    const desired = this.instances.length;
    const { instances } = this;
    return { name: 'group', minSize: 0, maxSize: 9, desired, instances: [...instances], suspendedProcesses: [] };
  }

  async readShards(): Promise<readonly Shard[]> {
    this.calls.readShards += 1;
    return [...this.shards.values()];
  }

  /** AWS launches an instance. */
  launch(instanceId: string): void {
    this.instances.push({ instanceId, lifecycleState: 'Pending:Wait', zone: 'zone-a', healthy: true });
  }

  /** The controller orders a move. */
  order(shardId: string, to: string): void {
    const shard = this.shardOf(shardId);
    const from = shard.owner;
    const order: Omit<Move, 'state' | 'actor'> = {
      id: `${shardId}-${this.nowMs}`,
      from,
      to,
      reason: from === null ? 'first-placement' : 'rebalance',
      startedAtMs: this.nowMs,
    };
    this.shards.set(shardId, { ...shard, move: startMove(order) });
  }

  /** The controller declares a node dead. */
  fence(nodeId: string): void {
    const heartbeat = this.heartbeats.get(nodeId);
    if (heartbeat) {
      this.heartbeats.set(nodeId, { ...heartbeat, fenced: true });
    }
  }

  /** Plays heartbeats until so much time has passed, looking at the group before each. */
  async play(durationMs: number): Promise<void> {
    const endMs = this.nowMs + durationMs;
    while (this.nowMs < endMs) {
      await this.player.observeGroup();
      await this.player.step();
      this.nowMs += HEARTBEAT_MS;
    }
  }

  shardOf(shardId: string): Shard {
    const shard = this.shards.get(shardId);
    if (shard === undefined) {
      throw new Error(`there is no shard ${shardId}`);
    }
    return shard;
  }

  /** Shards that a node accepts writes for. */
  served(nodeId: string): readonly string[] {
    const node = this.player.nodes().find((candidate) => candidate.id === nodeId);
    return node?.state.open ?? [];
  }

  private world(): MemoryWorld {
    const { table, homes, demand } = this;
    const { copyBytesPerSecond } = MACHINE;
    return { table, homes, leaseMs: LEASE_MS, copyBytesPerSecond, bytesOf: (shardId) => demand.bytesOf([shardId]) };
  }

  private isRefused(heartbeat: Heartbeat): boolean {
    const stored = this.heartbeats.get(heartbeat.nodeId);
    return stored === undefined || stored.fenced || stored.incarnation !== heartbeat.incarnation;
  }
}
