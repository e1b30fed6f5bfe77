/** What operators' commands need of the world. Adapters implement it on AWS, tests in memory. */
import type { HomePort } from '../agent/ports';
import type { DecisionRecord } from '../core/decision';
import type { DrainCause, GroupState, NodeControl } from '../core/fleet/node';
import type { Shard } from '../core/fleet/shard';
import type { HomeObject } from '../core/home/manifest';
import type { ControllerName, FleetSwitches, RollSwitch } from '../core/table/table-schema';
import type { TablePort } from '../lambda/ports';

/** The switches; each is an attribute of its own, so that throwing one leaves the others as they are. */
export interface SwitchPort {
  read(): Promise<FleetSwitches>;
  setHalted(halted: boolean): Promise<void>;
  setParked(parked: boolean): Promise<void>;
  /** Starts a roll unless one is in progress. */
  startRoll(roll: RollSwitch): Promise<boolean>;
  /** Removes the roll that was started then; false when it is another one or none. */
  endRoll(startedAtMs: number): Promise<boolean>;
}

/** What is wanted of nodes. */
export interface DutyPort {
  /**
   * Replaces what is wanted of a node if the present word has the cause given (`undefined`: there is none). `undefined`
   * as the next word makes the node active again.
   */
  change(nodeId: string, cause: DrainCause | undefined, next: NodeControl | undefined): Promise<boolean>;
}

/** Rows of single shards. */
export interface RowPort {
  /** Strongly consistent. */
  read(shardId: string): Promise<Shard | undefined>;
  /** Writes a row without an owner, if there is none yet. */
  create(shardId: string, epoch: number): Promise<boolean>;
  /** Sets the epoch and takes owner and move off, if the row is as read and its epoch is not higher. */
  raise(seen: Shard, epoch: number): Promise<boolean>;
}

/** A decision as the history keeps it. */
export interface KeptDecision extends DecisionRecord {
  readonly atMs: number;
  readonly version: number;
}

/** The controllers' history. */
export interface HistoryPort {
  /**
   * The last decisions of a controller, newest first.
   * @param shard - of this shard alone. @default - of all
   */
  latest(controller: ControllerName, count: number, shard?: string): Promise<readonly KeptDecision[]>;
}

/** The group, with what its instances were launched from. */
export interface OperatedGroup extends GroupState {
  /** Launch template and version that the group launches from now; `undefined` when it has no template. */
  readonly template: string | undefined;
  /** By instance, what it was launched from; absent when AWS does not say. */
  readonly templates: ReadonlyMap<string, string>;
}

/** The fleet's Auto Scaling group. */
export interface OperatedGroupPort {
  describe(): Promise<OperatedGroup>;
  setMinSize(minSize: number): Promise<void>;
}

/** One stored version of an object, or a delete marker. */
export interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
  readonly modifiedMs: number;
  readonly isLatest: boolean;
  readonly etag: string;
  /** `undefined` for a delete marker. */
  readonly sizeBytes: number | undefined;
}

/** The homes with all versions that the bucket still keeps. */
export interface HomeVersionPort {
  /** Ids of the shards that have anything under their home's prefix. */
  shards(): AsyncIterable<string>;
  /** Versions and delete markers of everything in a shard's home, its manifest included; of a key newest first. */
  versions(shardId: string): Promise<readonly ObjectVersion[]>;
  /** Text of one version of the shard's manifest. */
  manifestText(shardId: string, versionId: string): Promise<string>;
  /** Removes a version or delete marker for good, so that the one below is current again. */
  removeVersion(key: string, versionId: string): Promise<void>;
}

/** Stores local files as objects of a home. */
export interface ImportPort {
  /** Files below a directory, relative, with `/` between their parts; throws `OperateError` on what is no plain file. */
  files(directory: string): Promise<readonly string[]>;
  upload(directory: string, path: string, shardId: string): Promise<HomeObject>;
}

/** Everything a command may use. */
export interface OperatePorts {
  readonly table: Pick<TablePort, 'readNodes' | 'readShards'>;
  readonly switches: SwitchPort;
  readonly duties: DutyPort;
  readonly rows: RowPort;
  readonly history: HistoryPort;
  readonly group: OperatedGroupPort;
  readonly homes: HomePort;
  readonly versions: HomeVersionPort;
  readonly imports: ImportPort;
  /** Milliseconds since the epoch by this machine's clock. */
  readonly clock: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
}
