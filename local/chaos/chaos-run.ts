import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalCloud } from '../cloud/cloud';
import type { OpenLiveFleet } from '../live/open-live-fleet';
import type { LoadWriter } from '../writer/load-writer';
import type { WriteLedger } from '../writer/write-ledger';
import type { ChaosOptions } from './chaos-options';
import { type Kill, planKills } from './plan-kills';
import { strike } from './strike';

/** What a run plays together. */
export interface ChaosRunParts {
  readonly options: ChaosOptions;
  readonly live: OpenLiveFleet;
  readonly cloud: Pick<LocalCloud, 'failInstance'>;
  readonly ledger: WriteLedger;
  readonly writer: LoadWriter;
  readonly giveNotice: (instanceId: string) => void;
  /** Sets or takes back a node's drain, as an operator does. */
  readonly setDrain: (nodeId: string, drains: boolean) => Promise<void>;
  readonly park: () => Promise<void>;
}

/** The course of a run; times are wall-clock milliseconds. */
export interface ChaosCourse {
  readonly kills: readonly Kill[];
  readonly lastKillMs: number;
  readonly convergedMs: number;
  readonly parkStartMs: number;
  /** Longest time between two ticks from the last kill until every shard was served again. */
  readonly slowestTickMs: number;
}

/** Clients write this often. */
const WRITE_EVERY_MS = 250;
/** The fleet comes up, settles after the last kill, and lets go at the end within this, or something hangs. */
const LONGEST_WAIT_MS = 180_000;

/** Ticks the controllers, writes, kills, and waits for the fleet to settle. */
export class ChaosRun {
  private readonly stopping = new AbortController();
  private isWriting = false;
  private loops: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: ChaosRunParts) {}

  /** @throws Error when a controller fails, or the fleet does not come up, settle or park in three minutes. */
  async play(): Promise<ChaosCourse> {
    const { options } = this.parts;
    options.onStep('waiting until every shard is served');
    const loops = Promise.all([this.parts.live.tickOn(this.stopping.signal), this.writeOn()]);
    this.loops = loops;
    return await Promise.race([this.playOn(), loops.then(() => this.endedEarly())]);
  }

  /** Ends what goes on by itself. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loops.catch(() => undefined);
  }

  private async playOn(): Promise<ChaosCourse> {
    const { options } = this.parts;
    await this.until('every shard is served', () => this.isServed());
    await this.until('no move is left', () => this.isQuiet());
    this.isWriting = true;
    const kills = planKills(options.seed, options.kills, options.seconds * 1000, options.kinds);
    await this.killAll(kills);
    const lastKillMs = Date.now();
    options.onStep('waiting until every shard is served again');
    await this.until('every shard is served again', () => this.isServed());
    const convergedMs = Date.now();
    // Few writes are an uneven load that never rests: with them the controller would move shards for ever.
    this.isWriting = false;
    options.onStep('waiting until no move is left');
    await this.until('no move is left', () => this.isQuiet());
    options.onStep('parking the fleet');
    const parkStartMs = Date.now();
    await this.parts.park();
    await this.until('the fleet is parked', () => this.isParked());
    const slowestTickMs = longestGap(this.parts.live.tickTimesMs, lastKillMs, convergedMs);
    return { kills, lastKillMs, convergedMs, parkStartMs, slowestTickMs };
  }

  private async killAll(kills: readonly Kill[]): Promise<void> {
    const startMs = Date.now();
    const strikes: Promise<unknown>[] = [];
    for (const kill of kills) {
      await sleep(Math.max(0, startMs + kill.atMs - Date.now()), undefined, { signal: this.stopping.signal });
      this.parts.options.onStep(`${kill.kind} at ${(kill.atMs / 1000).toFixed(0)} s`);
      const { options, live, ...parts } = this.parts;
      strikes.push(strike(kill, { ...parts, fleet: live.fleet, rows: live.rows, leaseSeconds: options.leaseSeconds }));
    }
    await Promise.all(strikes);
  }

  private async writeOn(): Promise<void> {
    const { writer, live } = this.parts;
    const { rows, fleet } = live;
    while (!this.stopping.signal.aborted) {
      if (this.isWriting) {
        await writer.write({ shards: rows.all(), addressOf: (nodeId) => fleet.node(nodeId)?.address });
      }
      await sleep(WRITE_EVERY_MS);
    }
  }

  /** Every shard has an owner whose service says that it has it open. */
  private async isServed(): Promise<boolean> {
    const { live, options } = this.parts;
    const { rows, fleet } = live;
    const nodes = fleet.nodes();
    const served = await Promise.all(nodes.map((node) => servedBy(node.address)));
    const byNode = new Map(nodes.map((node, index) => [node.nodeId, served[index]]));
    const open = rows.all().filter((shard) => byNode.get(shard.owner ?? '')?.has(shard.id));
    return open.length === options.shards;
  }

  private async isQuiet(): Promise<boolean> {
    return this.parts.live.rows.all().every((shard) => shard.move === undefined);
  }

  private async isParked(): Promise<boolean> {
    const { rows, fleet } = this.parts.live;
    return rows.all().every((shard) => shard.owner === null) && fleet.nodes().length === 0;
  }

  private async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const limitMs = Date.now() + LONGEST_WAIT_MS;
    while (!(await holds())) {
      if (Date.now() > limitMs) {
        throw new Error(`${LONGEST_WAIT_MS / 1000} s were not enough until ${what}: ${this.describe()}`);
      }
      await sleep(100, undefined, { signal: this.stopping.signal });
    }
  }

  private describe(): string {
    const shards = this.parts.live.rows.all();
    const open = shards.filter((shard) => shard.move || shard.owner === null).slice(0, 5);
    const states = open.map((shard) => `${shard.id} of ${shard.owner} in ${JSON.stringify(shard.move ?? 'no move')}`);
    return `${this.parts.live.fleet.nodes().length} nodes; ${states.join('; ')}`;
  }

  private endedEarly(): never {
    throw new Error('the controllers or the writers ended before the run did');
  }
}

/** Longest time between two neighbours that overlaps the span. */
function longestGap(timesMs: readonly number[], fromMs: number, toMs: number): number {
  const gaps = timesMs.map((timeMs, index) => {
    const nextMs = timesMs[index + 1] ?? timeMs;
    return nextMs > fromMs && timeMs < toMs ? nextMs - timeMs : 0;
  });
  return Math.max(0, ...gaps);
}

/** Shards that the service at an address has open; none when it does not answer. */
async function servedBy(address: string): Promise<ReadonlySet<string>> {
  try {
    const reply = await fetch(`http://${address}/shards`, { signal: AbortSignal.timeout(2000) });
    return new Set(Object.keys((await reply.json()) as object));
  } catch (error) {
    if (error instanceof TypeError || (error as Error).name === 'TimeoutError') {
      return new Set();
    }
    throw error;
  }
}
