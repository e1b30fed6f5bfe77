import type { Environment } from '../cloud/environment/refuse-real-account';
import type { Project } from '../cloud/project';
import type { KillKind } from './plan-kills';

/** What a chaos run is made of. */
export interface ChaosOptions {
  readonly project: Project;
  readonly environment: Environment;
  readonly nodes: number;
  readonly shards: number;
  /** Copies of each shard on nodes, its owner's included. */
  readonly replicas: number;
  readonly kills: number;
  /** Time over which the kills are spread. */
  readonly seconds: number;
  readonly seed: number;
  /** Kinds to draw from; one that is named twice comes twice as often. @default - crash, loss, freeze and spot */
  readonly kinds?: readonly KillKind[];
  /** How often the controllers tick. */
  readonly tickSeconds: number;
  readonly leaseSeconds: number;
  readonly signal?: AbortSignal;
  /** Told before something that takes long, and of each kill. */
  readonly onStep: (step: string) => void;
}

/** The conditions of the project's own figures. */
export const CHAOS_DEFAULTS = {
  nodes: 10,
  shards: 200,
  replicas: 1,
  kills: 50,
  seconds: 180,
  seed: 1,
  tickSeconds: 2,
  leaseSeconds: 5,
} as const;

/** What a chaos run showed. */
export interface ChaosReport {
  readonly ok: boolean;
  readonly killsByKind: Readonly<Record<string, number>>;
  /** From the last kill until every shard was served and no move was left. */
  readonly convergedSeconds: number;
  /** Lease, one tick as slow as the machine made it, an agent's poll, and a transfer. */
  readonly allowedSeconds: number;
  readonly overlappingWriteIntervals: number;
  readonly writes: number;
  readonly durableWrites: number;
  readonly objectsChecked: number;
  readonly bytesChecked: number;
  /**
   * From an owner's stop, told by itself, to the next owner's start. Kills meet hand-overs here, and Spot notices end in a
   * stop as well: a quiet fleet's pauses are those of a run without kills.
   */
  readonly writePauseMs: { readonly count: number; readonly median: number; readonly p99: number };
  /** From the Spot notice to the first flush. */
  readonly spotFlushMs: { readonly count: number; readonly highest: number };
  readonly problems: readonly string[];
}
