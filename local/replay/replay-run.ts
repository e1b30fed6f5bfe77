import type { GroupState } from '../../core/fleet/node';
import type { FleetPolicy } from '../../core/policy/fleet-policy';
import type { LocalCloud } from '../cloud/cloud';
import type { DemandModel } from '../player/demand-model';
import type { NodePlayer } from '../player/node-player';
import type { SchedulePlayer } from './schedule-player';
import type { VirtualClock } from './virtual-clock';

const MINUTE_MS = 60_000;

/** The parts that a replay plays together. */
export interface ReplayParts {
  readonly cloud: Pick<LocalCloud, 'failInstance'>;
  readonly clock: VirtualClock;
  readonly player: NodePlayer;
  readonly schedules: SchedulePlayer;
  readonly demand: DemandModel;
  readonly policy: Pick<FleetPolicy, 'heartbeatSeconds'>;
}

/** What one minute showed. */
export interface MinuteOutcome {
  readonly group: GroupState;
  /** Mean over the minute, in units. */
  readonly unmet: number;
}

/** Plays virtual minutes: nodes live on in steps of one heartbeat, and the controllers tick once at the minute's start. */
export class ReplayRun {
  /** Times of the controllers' ticks so far. */
  readonly tickTimesMs: number[] = [];

  constructor(readonly parts: ReplayParts) {}

  nowMs(): number {
    return this.parts.clock.nowMs();
  }

  /** Plays the minute that begins now, and returns at its end. `befalls` happens first. */
  async playMinute(demand: number, befalls?: () => Promise<void>): Promise<MinuteOutcome> {
    const { clock, player, policy } = this.parts;
    const startMs = clock.nowMs();
    const steps = Math.ceil(MINUTE_MS / (policy.heartbeatSeconds * 1000));
    this.parts.demand.setDemand(demand, startMs);
    await befalls?.();
    await player.step();
    const group = await this.tick(startMs);
    let unmet = player.unmet();
    for (let step = 1; step < steps; step += 1) {
      await clock.advanceTo(startMs + (step * MINUTE_MS) / steps);
      await player.step();
      unmet += player.unmet();
    }
    await clock.advanceTo(startMs + MINUTE_MS);
    return { group, unmet: unmet / steps };
  }

  /** Plays a minute in which no agent runs: the controllers tick, time passes. */
  async playEmptyMinute(): Promise<void> {
    const startMs = this.nowMs();
    await this.parts.schedules.tick(startMs);
    await this.parts.clock.advanceTo(startMs + MINUTE_MS);
    await this.parts.schedules.settle();
  }

  /** The machine that serves most shards dies. Returns its id, `undefined` when no node runs. */
  async failBusiestNode(): Promise<string | undefined> {
    const nowMs = this.nowMs();
    const openShards = (node: { worker: { openShards(atMs: number): readonly string[] } }) =>
      node.worker.openShards(nowMs).length;
    const [busiest] = [...this.parts.player.nodes()].sort((first, second) => openShards(second) - openShards(first));
    if (busiest) {
      this.parts.player.end(busiest.id);
      await this.parts.cloud.failInstance(busiest.id);
    }
    return busiest?.id;
  }

  private async tick(nowMs: number): Promise<GroupState> {
    this.tickTimesMs.push(nowMs);
    await this.parts.schedules.tick(nowMs);
    return this.parts.player.observeGroup();
  }
}
