/** What a node needs of the world. Adapters implement it on AWS and on the machine, tests and the local cloud otherwise. */
import type { Heartbeat } from '../core/fleet/node';
import type { Shard } from '../core/fleet/shard';
import type { Manifest } from '../core/home/manifest';
import type { MoveEvent } from '../core/move/move-machine';

/** The node's side of the shard table. */
export interface NodeTablePort {
  /** Writes the first heartbeat of an incarnation. Throws `FencedIncarnationError` for one that was called dead. */
  register(heartbeat: Heartbeat): Promise<void>;
  /** Writes the next heartbeat; false when the controller has fenced this incarnation. */
  renew(heartbeat: Heartbeat): Promise<boolean>;
  /** Shards whose move waits for the node; may lag behind the table. */
  workOf(nodeId: string): Promise<readonly Shard[]>;
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

/** The durable homes of shards. */
export interface HomePort {
  /** `undefined` when the shard has no home yet. Throws `UnreadableManifestError` on a damaged one. */
  read(shardId: string): Promise<StoredManifest | undefined>;
  /** Replaces the manifest if it is still the one with this tag (`undefined`: if there is none). */
  replace(manifest: Manifest, etag: string | undefined): Promise<'written' | 'conflict'>;
}

/** What the user's service is told; it must refuse writes after `validUntilMs` of the node's monotonic clock. */
export interface ShardServicePort {
  /** Brings the node's copy up to the home's version; true once it is there. Called again until then. */
  hydrate(shardId: string, home: Manifest | undefined, nowMs: number): Promise<boolean>;
  /** Accept writes for the shard under an epoch; again for an open shard changes nothing. */
  open(shardId: string, epoch: number, validUntilMs: number, nowMs: number): Promise<void>;
  /** Go on accepting writes for all open shards until then. */
  extend(validUntilMs: number): void;
  /** Stop accepting writes, and make every acknowledged one durable; succeeds for a shard that is not open. */
  close(shardId: string, nowMs: number): Promise<void>;
  /** Forget the copy of a shard that another node serves; succeeds when there is none. */
  drop(shardId: string): Promise<void>;
}
