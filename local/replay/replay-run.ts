import type { GroupState } from '../../core/fleet/node';
import type { FleetPolicy } from '../../core/policy/fleet-policy';
import type { LocalCloud } from '../cloud/cloud';
import type { DemandModel } from '../player/demand-model';
import type { NodePlayer } from '../player/node-player';
import type { LoadWriter } from '../writer/load-writer';
import type { WriteLedger } from '../writer/write-ledger';
import { type FurtherLook, playLooks } from './play-looks';
import type { SchedulePlayer } from './schedule-player';
import type { VirtualClock } from './virtual-clock';

const MINUTE_MS = 60_000;
/** An agent sweeps each minute; here less often, because every sweep of every node goes through one emulator. */
const TIDY_EVERY_MINUTES = 10;
/** The step of a minute in which clients write, if it has that many: the tick's moves are under way by then. */
const WRITE_STEP = 2;

/** The parts that a replay plays together. */
export interface ReplayParts {
  readonly cloud: Pick<LocalCloud, 'failInstance'>;
  readonly clock: VirtualClock;
  readonly player: NodePlayer;
  readonly schedules: SchedulePlayer;
  readonly demand: DemandModel;
  readonly writer: LoadWriter;
  readonly ledger: WriteLedger;
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
  private minutes = 0;
  /** What the last tick asked for and was not played yet. */
  private looks: readonly FurtherLook[] = [];

  constructor(readonly parts: ReplayParts) {}

  nowMs(): number {
    return this.parts.clock.nowMs();
  }

  /** Plays the minute that begins now, and returns at its end. `befalls` happens first. */
  async playMinute(demand: number, befalls?: () => Promise<void>): Promise<MinuteOutcome> {
    const { clock, player, policy } = this.parts;
    const startMs = clock.nowMs();
    const steps = Math.ceil(MINUTE_MS / (policy.heartbeatSeconds * 1000));
    const writeStep = Math.min(WRITE_STEP, steps - 1);
    this.parts.demand.setDemand(demand, startMs);
    await befalls?.();
    await player.step();
    const group = await this.tick(startMs);
    let unmet = player.unmet();
    for (let step = 1; step < steps; step += 1) {
      await this.advanceTo(startMs + (step * MINUTE_MS) / steps);
      await Promise.all([player.step(), step === writeStep ? this.write() : undefined]);
      unmet += player.unmet();
    }
    await this.tidy();
    await this.advanceTo(startMs + MINUTE_MS);
    return { group, unmet: unmet / steps };
  }

  /** The machine that serves most shards dies. Returns its id, `undefined` when no node runs. */
  async failBusiestNode(): Promise<string | undefined> {
    const nodes = [...this.parts.player.nodes()];
    const [busiest] = nodes.sort((first, second) => second.state.open.length - first.state.open.length);
    if (busiest) {
      this.parts.ledger.crash(busiest.id);
      await this.parts.player.end(busiest.id);
      await this.parts.cloud.failInstance(busiest.id);
    }
    return busiest?.id;
  }

  /** Moves time on; functions that asked to look again by then do. */
  private async advanceTo(nowMs: number): Promise<void> {
    const { clock, schedules, player } = this.parts;
    this.looks = await playLooks(this.looks, nowMs, {
      waitUntil: (atMs) => clock.advanceTo(atMs),
      lookAgain: async (look) => {
        const asked = await schedules.lookAgain(look);
        await player.observeGroup();
        return asked;
      },
    });
    await clock.advanceTo(nowMs);
  }

  private async tidy(): Promise<void> {
    this.minutes += 1;
    if (this.minutes % TIDY_EVERY_MINUTES === 0) {
      await this.parts.player.tidy();
    }
  }

  /** Clients write all the while, to whoever owns a shard by the table as last read. */
  private async write(): Promise<void> {
    const { player, writer } = this.parts;
    const addresses = new Map(player.nodes().map(({ id, state }) => [id, state.address]));
    await writer.write({ shards: player.rows.all(), addressOf: (nodeId) => addresses.get(nodeId) });
  }

  /**
   * Quiet nodes renew so seldom here that the rebalancer asks to look again, as it does not of real ones. While every node
   * lives there is nothing to see, and that look is left out.
   */
  private async tick(nowMs: number): Promise<GroupState> {
    const { schedules, player } = this.parts;
    this.tickTimesMs.push(nowMs);
    const looks = await schedules.tick(nowMs);
    this.looks = player.hasDeadEnd() ? looks : [];
    return player.observeGroup();
  }
}
