import type { Heartbeat } from '../../../core/fleet/node';
import { POLICY_DEFAULTS } from '../../../core/policy/fleet-policy';
import type { RebalancerEventPorts } from '../../../lambda/rebalancer/handle-rebalancer-event';
import type { RebalancerSettings } from '../../../lambda/rebalancer/rebalancer-ports';
import { runRebalancerTick } from '../../../lambda/rebalancer/rebalancer-tick';
import { MemoryGroup } from '../memory/memory-group';
import { MemoryHomeEpochs } from '../memory/memory-home-epochs';
import { MemoryEvents, MemoryLog } from '../memory/memory-outlets';
import { MemoryTable } from '../memory/memory-table';

const TICK_MS = 60_000;
const GIGABYTE = 1e9;

/** A fleet in memory with the rebalancer's ports; nodes renew only when told. */
export class RebalancerWorld {
  readonly table = new MemoryTable();
  readonly homes = new MemoryHomeEpochs();
  readonly group = new MemoryGroup();
  readonly events = new MemoryEvents();
  readonly log = new MemoryLog();
  nowMs = 1_000_000;
  settings: RebalancerSettings = {
    fleetName: 'fleet',
    policy: { ...POLICY_DEFAULTS, minNodes: 1, maxNodes: 10, shardCount: 8 },
    acts: true,
  };

  get ports(): RebalancerEventPorts {
    const { table, homes, group, events, log } = this;
    const pause = async (milliseconds: number) => {
      this.nowMs += milliseconds;
    };
    return { table, homes, group, events, log, clock: () => this.nowMs, pause };
  }

  /** Adds a node in service with a lease. */
  join(id: string, zone = 'a'): void {
    this.group.add(id, zone);
    this.beat(id, { zone });
  }

  /** Renews a node's lease; it reports the shards that it owns, each of the same size and load. */
  beat(id: string, more: Partial<Heartbeat> = {}): void {
    const before = this.table.heartbeats.get(id);
    const owned = [...this.table.shards.values()].filter((shard) => shard.owner === id);
    this.table.heartbeats.set(id, {
      nodeId: id,
      incarnation: 'first',
      fenced: false,
      zone: 'a',
      address: `${id}:7000`,
      capacityBytes: 1000 * GIGABYTE,
      usedBytes: owned.length * GIGABYTE,
      metrics: {},
      ...before,
      shards: Object.fromEntries(owned.map((shard) => [shard.id, { bytes: GIGABYTE, load: 0.1 }])),
      counter: (before?.counter ?? 0) + 1,
      ...more,
    });
  }

  /** One tick a minute later; the nodes named renew before it. */
  async tick(...renewing: readonly string[]): Promise<void> {
    this.nowMs += TICK_MS;
    for (const id of renewing) {
      this.beat(id);
    }
    await runRebalancerTick(this.ports, this.settings);
  }

  /** Lets every move in flight go through, as live nodes would. */
  finishMoves(): void {
    for (const shard of [...this.table.shards.values()].filter(({ move }) => move !== undefined)) {
      for (const event of shard.move?.from === null ? UNOWNED_MOVE : OWNED_MOVE) {
        this.table.playMove(shard.id, event);
      }
    }
  }

  /** Ids of the shards that a node owns. */
  ownedBy(id: string): readonly string[] {
    return [...this.table.shards.values()].filter((shard) => shard.owner === id).map((shard) => shard.id);
  }

  /** A metric's value in the last tick. */
  latestMetric(name: string): number | undefined {
    return this.log.emitted.at(-1)?.[name];
  }

  /** Moves in flight. */
  moves() {
    return [...this.table.shards.values()].flatMap((shard) => (shard.move ? [{ shard: shard.id, ...shard.move }] : []));
  }
}

/** A placed fleet of two nodes, n1 and n2, in two zones. */
export async function placedWorld(): Promise<RebalancerWorld> {
  const world = new RebalancerWorld();
  world.join('n1');
  world.join('n2', 'b');
  for (let tick = 0; tick < 2; tick += 1) {
    await world.tick('n1', 'n2');
    world.finishMoves();
  }
  return world;
}

const UNOWNED_MOVE = ['committed', 'sealed'] as const;
const OWNED_MOVE = ['copied', 'released', 'committed', 'sealed', 'cleaned'] as const;
