/** Base of every error that the shard map's client throws. */
export class ShardMapError extends Error {
  override readonly name: string = 'ShardMapError';
}

/** The bucket holds no map: the fleet has not published one yet, or the bucket is another one. */
export class MapNotPublishedError extends ShardMapError {
  override readonly name = 'MapNotPublishedError';
}

/** An object of the map is truncated, damaged or missing; the publisher writes a new one by itself. */
export class DamagedMapError extends ShardMapError {
  override readonly name = 'DamagedMapError';
}

/** The map has a format that this release cannot read: update the package. */
export class NewerMapFormatError extends ShardMapError {
  override readonly name = 'NewerMapFormatError';
}

/** The source gave an older map than one that was seen before; the newer one stays in use. */
export class OlderMapError extends ShardMapError {
  override readonly name = 'OlderMapError';
}

/** The map did not reach the epoch in time that a node has told of. */
export class StaleMapError extends ShardMapError {
  override readonly name = 'StaleMapError';

  /**
   * @param shardId the shard that was asked for
   * @param wantedEpoch the epoch that the map should have reached
   * @param foundEpoch the shard's epoch in the newest map; `undefined` when the map does not know the shard
   */
  constructor(
    message: string,
    readonly shardId: string,
    readonly wantedEpoch: number,
    readonly foundEpoch: number | undefined,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The map knows no shard of this id. */
export class UnknownShardError extends ShardMapError {
  override readonly name = 'UnknownShardError';
}

/** The map's store could not be read; `cause` says why. */
export class MapSourceError extends ShardMapError {
  override readonly name = 'MapSourceError';
}

/** `@aws-sdk/client-s3` is not installed. */
export class MissingSdkError extends ShardMapError {
  override readonly name = 'MissingSdkError';
}

/** The map was closed. */
export class MapClosedError extends ShardMapError {
  override readonly name = 'MapClosedError';
}
