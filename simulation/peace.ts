import { followUnrest } from './follow-rest';
import { CALLS_MS, HOST_SKEW_MS, LEASE_MS, SERVE_MS, SHARD_IDS, SLOWEST_TICK_MS, TICK_MS } from './settings';
import type { World } from './world/world';

const LEAST_STEPS = 200;
const BRAKED_TICKS = 3;
/** Copies come slowly, and looking at all of them after each event would take most of a schedule's time. */
const COPY_LOOK_MS = 250;
/** By then every move has ended. */
const REST_TICKS = 30;

/** What must come true once faults have ceased. */
export class Peace {
  private readonly restless = new Set(SHARD_IDS);
  private copiesDueMs = 0;

  constructor(private readonly world: World) {}

  /** Every shard must be served again in time, then every move must end. */
  async rest(fromMs: number, awaitsGarbage: boolean): Promise<void> {
    const { clockwork, calls } = this.world;
    const unserved = new Set(SHARD_IDS);
    const servedByMs = Math.max(fromMs, calls.lastArrivalMs) + this.longestOutageMs();
    const isServed = () => {
      for (const shardId of unserved) {
        if (this.world.acceptorOf(shardId)) {
          unserved.delete(shardId);
        }
      }
      return unserved.size === 0;
    };
    await clockwork.run(isServed, servedByMs);
    if (unserved.size > 0 && clockwork.violation === undefined) {
      clockwork.violate(
        'every shard is served again in time',
        `nobody accepted writes for ${[...unserved].join(', ')} for ${servedByMs - fromMs} ms without faults`,
      );
    }
    const isOver = () => clockwork.steps >= LEAST_STEPS && this.hasRested(awaitsGarbage);
    const restMs = Math.max(clockwork.nowMs, fromMs) + REST_TICKS * TICK_MS;
    await clockwork.run(isOver, restMs);
    this.copiesDueMs = 0;
    if (!this.hasRested(awaitsGarbage) && clockwork.violation === undefined) {
      clockwork.violate('every move ends, garbage goes, and copies are where they are to be', this.unrest());
    }
  }

  /**
   * A tick sees the silent node's counter and looks again when the lease is over; that look fences the node, ends its moves and
   * starts the take-overs. After a mass failure the brake holds for further ticks.
   */
  private longestOutageMs(): number {
    const gone = this.world.machines.filter(({ isGone }) => isGone).length;
    const brakedTicks = gone > 1 ? BRAKED_TICKS : 0;
    return LEASE_MS + HOST_SKEW_MS + (1 + brakedTicks) * SLOWEST_TICK_MS + CALLS_MS + SERVE_MS;
  }

  /** Whether each shard has been at rest since faults ceased; for balance new moves begin all the time. */
  private hasRested(awaitsGarbage: boolean): boolean {
    if (!this.takeCopyLook()) {
      return this.restless.size === 0;
    }
    for (const id of this.restless) {
      const shard = this.world.table.shards.get(id);
      const isServed = shard?.move === undefined && this.world.acceptorOf(id)?.id === shard?.owner;
      if (isServed && !(awaitsGarbage && this.world.homes.hasGarbage(id)) && this.copyUnrest(id).length === 0) {
        this.restless.delete(id);
      }
    }
    return this.restless.size === 0;
  }

  /** Whether it is time to look, also at copies; who is told so looks. */
  private takeCopyLook(): boolean {
    const { replicas, clockwork } = this.world;
    if (replicas > 1 && clockwork.nowMs < this.copiesDueMs) {
      return false;
    }
    this.copiesDueMs = clockwork.nowMs + COPY_LOOK_MS;
    return true;
  }

  private unrest(): string {
    return [...this.restless]
      .flatMap((id) => {
        const shard = this.world.table.shards.get(id);
        const state = shard?.move ? [`${id} is ${shard.move.state}`] : [];
        const garbage = this.world.homes.hasGarbage(id) ? [`${id} has garbage`] : [];
        return [...state, ...garbage, ...this.copyUnrest(id)];
      })
      .join(', ');
  }

  /** Without followers nobody clears copies away. */
  private copyUnrest(shardId: string): readonly string[] {
    const unrest = this.world.replicas > 1 ? followUnrest(this.world, shardId) : undefined;
    return unrest === undefined ? [] : [unrest];
  }
}
