import type { ShardMapError } from './errors';
import type { MapSource } from './map-source';
import type { S3MapLocation } from './s3-map-source';

/** How requests to the map's store are made. */
export interface RequestOptions {
  /** Time limit of one request in milliseconds; @default 10000 */
  readonly requestTimeoutMs?: number;
}

/** Where the map is read from: a bucket, or a source of your own. */
export type ShardMapOptions = RequestOptions & (S3MapLocation | { readonly source: MapSource });

/** A newer map has come. */
export interface MapUpdate {
  readonly fromVersion: number;
  readonly version: number;
}

/** How the map is watched. */
export interface WatchOptions {
  /** Time between two looks in milliseconds, from 100 up; a map is published at most once in 5 s. @default 5000 */
  readonly everyMs?: number;
  /** Ends the watching. @default - `close` ends it */
  readonly signal?: AbortSignal;
  /** Told of each newer map. @default - nobody is told */
  readonly onChange?: (update: MapUpdate) => void;
  /** Told when a look has failed; the map stays in use and ages. @default - `fault` and `ageMs` tell of it */
  readonly onFault?: (fault: ShardMapError) => void;
}

/** What a node has told of a shard that it does not serve. */
export interface RefreshOptions {
  readonly shardId: string;
  /** The epoch that the node named: the lowest that the shard can be in now. */
  readonly atLeastEpoch: number;
  /** Longest wait in milliseconds: a move takes some seconds, and up to 5 until it is published. @default 15000 */
  readonly timeoutMs?: number;
  /** Gives up earlier. @default - only the time limit ends the wait */
  readonly signal?: AbortSignal;
}
