import type { MoveState } from '../core/move/move';
import { CALLS_MS, LEASE_MS, SERVE_MS, SHARD_IDS, SLOWEST_TICK_MS, TICK_MS } from './settings';
import type { Machine } from './world/machine';
import type { World } from './world/world';

/** So soon after a tick its reads are over, and a renewal goes unseen for almost a tick. */
const AFTER_TICK_MS = { least: 150, most: 1_500 };
/** A moment for which the death waits comes within so many ticks, or it strikes without. */
const PATIENCE_TICKS = 4;
const MOVE_FRACTION = 0.5;
const TARGET_FRACTION = 0.7;
const MOMENTS: readonly MoveState[] = ['copying', 'releasing', 'released', 'committed', 'sealed'];

/**
 * One more death once everything is at rest: with nothing else wrong, its shards must be given away within a lease and a
 * tick. It strikes at the worst moments: right after a renewal that no tick sees for long, or an end of a move.
 */
export class LastDeath {
  constructor(private readonly world: World) {}

  /** Nothing happens when enough instances are lost already. */
  async strike(): Promise<void> {
    const { clockwork, calls, controller } = this.world;
    controller.agree();
    // A tick must have read the nodes by the clocks that agree.
    await clockwork.run(() => false, Math.max(clockwork.nowMs, calls.lastArrivalMs) + 2 * TICK_MS);
    const victim = clockwork.random.chance(MOVE_FRACTION) ? await this.endOfMove() : await this.renewedOwner();
    if (victim === undefined || clockwork.violation || !this.world.strike('loss', victim)) {
      return;
    }
    const givenByMs = clockwork.nowMs + LEASE_MS + SLOWEST_TICK_MS + CALLS_MS;
    await this.demand(givenByMs, 'a dead node gives its shards away in time', (id) => this.isGiven(id, victim));
    const servedByMs = givenByMs + SERVE_MS;
    await this.demand(servedByMs, 'every shard is served again in time', (id) => this.isServed(id));
  }

  private async demand(untilMs: number, invariant: string, holds: (shardId: string) => boolean): Promise<void> {
    const { clockwork } = this.world;
    const isOver = () => SHARD_IDS.every(holds);
    await clockwork.run(isOver, untilMs);
    if (!isOver() && clockwork.violation === undefined) {
      const late = SHARD_IDS.filter((id) => !holds(id));
      clockwork.violate(invariant, `${late.join(', ')} waited until ${untilMs.toFixed(0)} ms for a single death`);
    }
  }

  /** A node that serves and has renewed its lease right after a tick. */
  private async renewedOwner(): Promise<Machine | undefined> {
    const { clockwork, controller } = this.world;
    let renewed: Machine | undefined;
    this.world.watchRenewals((machine) => {
      const sinceTickMs = clockwork.nowMs - controller.lastTickMs;
      const isUnseen = sinceTickMs > AFTER_TICK_MS.least && sinceTickMs < AFTER_TICK_MS.most;
      renewed ??= isUnseen && this.serves(machine) ? machine : undefined;
    });
    await clockwork.run(() => renewed !== undefined, clockwork.nowMs + PATIENCE_TICKS * TICK_MS);
    this.world.watchRenewals(undefined);
    return renewed ?? this.anyOwner();
  }

  /** An end of a move that has come to some state; a node is drained so that there are moves. */
  private async endOfMove(): Promise<Machine | undefined> {
    const { clockwork, machines, table } = this.world;
    const { random } = clockwork;
    const drained = this.anyOwner();
    if (drained) {
      table.controls.set(drained.id, { nodeId: drained.id, duty: 'draining', cause: 'operator', sinceMs: 0 });
    }
    const moment = random.pick(MOMENTS);
    let struck: string | undefined;
    this.world.watchMoves(({ after: { move } }) => {
      const end = random.chance(TARGET_FRACTION) ? move?.to : move?.from;
      struck ??= move?.state === moment && end != null ? end : undefined;
    });
    await clockwork.run(() => struck !== undefined, clockwork.nowMs + PATIENCE_TICKS * TICK_MS);
    this.world.watchMoves(undefined);
    await clockwork.run(() => false, clockwork.nowMs + random.between(0, 100));
    return machines.find(({ id }) => id === struck) ?? this.anyOwner();
  }

  private anyOwner(): Machine | undefined {
    const owners = this.world.machines.filter((machine) => this.serves(machine));
    return owners.length === 0 ? undefined : this.world.clockwork.random.pick(owners);
  }

  private serves({ service, isGone }: Machine): boolean {
    return !isGone && (service?.shards.size ?? 0) > 0;
  }

  private isServed(shardId: string): boolean {
    return this.world.acceptorOf(shardId) !== undefined;
  }

  /** Whether somebody serves the shard or is about to, without the dead node. */
  private isGiven(shardId: string, { id }: Machine): boolean {
    const shard = this.world.table.shards.get(shardId);
    if (shard === undefined || this.isServed(shardId)) {
      return shard !== undefined;
    }
    const { owner, move } = shard;
    if (move === undefined) {
      return owner !== null && owner !== id;
    }
    const isResumed = move.state === 'cancelled' && move.from !== id;
    return isResumed || (move.from !== id && move.to !== id);
  }
}
