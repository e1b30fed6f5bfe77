/** `cdk-elastic-fleet/client`: finds the shard of a key, and the node that serves a shard. */
export { murmur3 } from '../core/placement/hash';
export { APPWRITE_SHARD_KEYS, type ShardKeyRules, shardKeyOf } from '../core/placement/shard-key';
export { shardIdOf, shardOf } from '../core/placement/shard-of';
export {
  DamagedMapError,
  MapClosedError,
  MapNotPublishedError,
  MapSourceError,
  MissingSdkError,
  NewerMapFormatError,
  OlderMapError,
  ShardMapError,
  StaleMapError,
  UnknownShardError,
} from './errors';
export type { HeadAnswer, MapSource } from './map-source';
export type { S3ClientLike, S3MapLocation } from './s3-map-source';
export { ShardMap } from './shard-map';
export type { MapUpdate, RefreshOptions, RequestOptions, ShardMapOptions, WatchOptions } from './shard-map-options';
export type { NodePlace, ShardPlace } from './shard-place';
