/** What a node needs of the world. Adapters implement it on AWS and on the machine, tests and the local cloud otherwise. */
import type { Heartbeat, NodeMetrics } from '../core/fleet/node';
import type { Shard } from '../core/fleet/shard';
import type { HomeObject, Manifest } from '../core/home/manifest';
import type { MoveEvent } from '../core/move/move-machine';

/** The node's side of the shard table. */
export interface NodeTablePort {
  /** Writes the first heartbeat of an incarnation. Throws `FencedIncarnationError` for one that was called dead. */
  register(heartbeat: Heartbeat): Promise<void>;
  /** Writes the next heartbeat; false when the controller has fenced this incarnation. */
  renew(heartbeat: Heartbeat): Promise<boolean>;
  /** Shards whose move waits for the node; may lag behind the table. */
  workOf(nodeId: string): Promise<readonly Shard[]>;
  /** Ids of the shards that the node is to follow; may lag behind the table. */
  followsOf(nodeId: string): Promise<readonly string[]>;
  /** Epochs of the shards that the node owns, by id; may lag behind the table. */
  ownedBy(nodeId: string): Promise<ReadonlyMap<string, number>>;
  /** The shard's row, strongly consistent. */
  readShard(shardId: string): Promise<Shard | undefined>;
  /** Takes the shard's move one step on, if it still stands where `shard` says. */
  advance(shard: Shard, event: MoveEvent): Promise<boolean>;
}

/** A manifest as read, with the tag that replacing it demands. */
export interface StoredManifest {
  readonly manifest: Manifest;
  readonly etag: string;
}

/** What became of a conditional replacement; a conflict says nothing of whose write it was. */
export type Replacement = { readonly kind: 'written'; readonly etag: string } | { readonly kind: 'conflict' };

/** The durable homes of shards. */
export interface HomePort {
  /** `undefined` when the shard has no home yet. Throws `UnreadableManifestError` on a damaged one. */
  read(shardId: string): Promise<StoredManifest | undefined>;
  /** Replaces the manifest if it is still the one with this tag (`undefined`: if there is none). */
  replace(manifest: Manifest, etag: string | undefined): Promise<Replacement>;
  /** Keys of everything in the shard's home but its manifest. */
  list(shardId: string): Promise<readonly string[]>;
  /** Deletes objects; succeeds for those that are gone. */
  remove(keys: readonly string[]): Promise<void>;
}

/** A file of a shard's copy. */
export interface CopyFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** The object that is known to hold this very content: it was fetched from it or stored as it, and is unchanged since. */
  readonly stored?: HomeObject;
}

/** The copies of shards on the node's disk. */
export interface CopyPort {
  /**
   * Brings the copy up to the manifest, and installs it whole or not at all. Returns at once: true when the copy is there,
   * false while it is on its way; throws what ended the last attempt, and begins anew when called again.
   */
  hydrate(shardId: string, manifest: Manifest | undefined): Promise<boolean>;
  /** The node is about to go: ends what is on its way, and begins nothing new, so that flushes have all of the link. */
  endTransfers(): void;
  /** Whether the copy was brought up to that manifest and nothing newer is on its way. Changes nothing. */
  holds(shardId: string, manifest: Manifest): Promise<boolean>;
  /** Files of the copy, all or those named. Throws when the copy is incomplete or a named file is missing. */
  files(shardId: string, paths?: readonly string[]): Promise<readonly CopyFile[]>;
  /** Stores a file as a new object of the shard's home. */
  upload(shardId: string, epoch: number, file: CopyFile): Promise<HomeObject>;
  /** Deletes the copy and ends its transfer; succeeds when there is none. */
  drop(shardId: string): Promise<void>;
  /** Shards of which anything lies on the disk. */
  held(): Promise<readonly string[]>;
  /** Where the service finds the shard's files. */
  directory(shardId: string): string;
}

/** What the service is told when it opens a shard. */
export interface OpenOrder {
  readonly shardId: string;
  readonly role: 'owner' | 'follower';
  readonly epoch: number;
  /** Of the manifest that the copy holds. */
  readonly version: number;
  readonly directory: string;
  /** On the machine's monotonic clock; an owner must refuse writes after it. */
  readonly validUntilMs: number;
}

/** What the service says of an open shard. */
export interface ServiceStat {
  /** In units of a whole node, as measured now: the agent smooths it. */
  readonly load: number;
  /** Accepted and not yet flushed. */
  readonly dirtyBytes: number;
  /** Age of the oldest of these. */
  readonly dirtyForMs: number;
}

/** What the service says of its open shards, by id; of one of which it says what nobody understands, what is wrong with that. */
export type ToldStats = Readonly<Record<string, ServiceStat | Error>>;

/** The user's program on the node, see docs/service-protocol.md. Every call may be repeated and has a time limit. */
export interface ProgramPort {
  open(order: OpenOrder): Promise<void>;
  /** Has every accepted write in files; returns the files' paths, or `undefined` for all of them. */
  flush(shardId: string, epoch: number): Promise<readonly string[] | undefined>;
  /** Tells that what the last flush covered is durable. */
  durable(shardId: string, epoch: number, version: number): Promise<void>;
  /** Ends reads and writes, then as `flush`. */
  close(shardId: string, epoch: number): Promise<readonly string[] | undefined>;
  /** Goes on accepting writes for all open shards until then. */
  extend(validUntilMs: number): Promise<void>;
  stats(): Promise<ToldStats>;
}

/** What the machine measures of itself. */
export interface MachineMeasurement {
  readonly metrics: NodeMetrics;
  /** Of the instance store. */
  readonly usedBytes: number;
  readonly capacityBytes: number;
  /** Why the machine should get no more shards, e.g. a disk that cannot be written. */
  readonly refuses?: string;
  /** Why some metrics are missing, e.g. what the driver of a broken GPU says. @default - nothing is missing */
  readonly faults?: readonly unknown[];
}

/** The machine that the node is. */
export interface MachinePort {
  measure(): Promise<MachineMeasurement>;
}

/** The shards of a node as its worker handles them; times are the node's monotonic clock. */
export interface ShardServicePort {
  /** Brings the node's copy up to the home's version; true once it is there. Called again until then. */
  hydrate(shardId: string, home: Manifest | undefined): Promise<boolean>;
  /**
   * Accept writes for the shard under an epoch; again for an open shard changes nothing. `load` is what its last owner
   * said of it, in units of a whole node.
   */
  open(shardId: string, epoch: number, validUntilMs: number, load?: number): Promise<void>;
  /** Go on accepting writes for all open shards until then. */
  extend(validUntilMs: number): void;
  /** Stop accepting writes, and make every acknowledged one durable; succeeds for a shard that is not open. */
  close(shardId: string): Promise<void>;
  /** Forget the copy of a shard that another node serves; succeeds when there is none. */
  drop(shardId: string): Promise<void>;
}
