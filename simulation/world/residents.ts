import type { Shard } from '../../core/fleet/shard';
import type { Process } from '../engine/process';
import type { Writes } from './simulated-homes';

/** A service, as the world knows it. */
export interface Service {
  isRunning: boolean;
  /** Until then it answers nothing. */
  hungUntilMs: number;
  /** Shards that it has open. */
  readonly shards: ReadonlyMap<string, unknown>;
  /** By shard that it serves to readers alone, the epoch and version of its copy. */
  readonly followed: ReadonlyMap<string, string>;
  /** What it held of a shard when it closed it. */
  readonly closed: ReadonlyMap<string, Writes>;
  /** Whether it accepts writes for the shard, now. */
  accepts(shardId: string): boolean;
  /** A client's write; its number is a bit. */
  write(shardId: string, writes: Writes): void;
  /** Starts anew: what was in no file is gone, and nothing is open. */
  restart(): void;
}

/** One start of a node's agent, as the world knows it. */
export interface Agent extends Process {
  readonly service: Service;
  readonly worker: { handle(shard: Shard): Promise<void> };
  /** Joins the fleet; an agent that cannot ends, and is started anew. */
  start(): Promise<void>;
  /** Has it look for work, unless it is about to. */
  pollAfter(delayMs: number): void;
  /** Has it flush a shard soon, unless it is about to. */
  flushAfter(delayMs: number, shardId: string): void;
}

/** The rebalancer, as the world knows it. */
export interface Controller {
  /** Until then no tick reaches the table. */
  cutUntilMs: number;
  /** Whether ticks may run at the same time. */
  overlaps: boolean;
  /** When the last scheduled tick began. */
  readonly lastTickMs: number;
  start(): void;
  /** Has an event wake a further tick soon. */
  wakeAfter(delayMs: number): void;
  /** Ends the ticks under way; false when there is none. */
  crash(): boolean;
  /** The clock of a host jumps, within what hosts may differ. */
  jump(): void;
  /** From now on the clocks of all hosts agree. */
  agree(): void;
}
