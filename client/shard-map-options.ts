import type { ShardMapError } from './errors';
import type { MapSource } from './map-source';
import type { S3MapLocation } from './s3-map-source';

/** How requests to the map's store are made. */
export interface RequestOptions {
  /**
   * Longest time in milliseconds, from 1 to 2^31 - 1, for reading the head, and then again for all that is new.
   * @default 10000
   */
  readonly requestTimeoutMs?: number;
}

/** Where the map is read from: a bucket, or a source of your own. */
export type ShardMapOptions = RequestOptions & (S3MapLocation | { readonly source: MapSource });

/** A newer map has come. */
export interface MapUpdate {
  /** The version before, as far as this watch has told. */
  readonly fromVersion: number;
  /** The version that lookups answer from now. */
  readonly version: number;
}

/** How the map is watched. */
export interface WatchOptions {
  /** Time between two looks in milliseconds, from 100 up; a map is published at most once in 5 s. @default 5000 */
  readonly everyMs?: number;
  /** Ends the watching. @default - `close` ends it */
  readonly signal?: AbortSignal;
  /** Told of each newer map, also of one that `refresh` has found. What it throws reaches the process. @default - nobody is told */
  readonly onChange?: (update: MapUpdate) => void;
  /**
   * Told of each look that has failed; the map stays in use and ages. What it throws reaches the process.
   * @default - `fault` and `ageMs` tell of it
   */
  readonly onFault?: (fault: ShardMapError) => void;
}

/** What a node has told of a shard that it does not serve. */
export interface RefreshOptions {
  /** The shard that the node has refused; one that the map does not know yet is waited for, too. */
  readonly shardId: string;
  /** The epoch that the node named: the lowest that the shard can be in now. */
  readonly atLeastEpoch: number;
  /** Longest wait in milliseconds: a move takes some seconds, and up to 5 until it is published. @default 15000 */
  readonly timeoutMs?: number;
  /** Gives up earlier: `refresh` rejects with the signal's reason. @default - only the time limit ends the wait */
  readonly signal?: AbortSignal;
}
