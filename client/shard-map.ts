import type { VersionedMap } from '../core/map/map-content';
import {
  MapClosedError,
  MapSourceError,
  NewerMapFormatError,
  ShardMapError,
  StaleMapError,
  UnknownShardError,
} from './errors';
import { MapFollower } from './map-follower';
import type { MapSource } from './map-source';
import { PacedLooks } from './paced-looks';
import { s3MapSource } from './s3-map-source';
import type { RefreshOptions, ShardMapOptions, WatchOptions } from './shard-map-options';
import { placeOf, type ShardPlace } from './shard-place';
import { checkTime, hasPassed, orAborted, TimeLimit } from './waiting';

const REQUEST_TIMEOUT_MS = 10_000;
const WATCH_EVERY_MS = 5000;
const SHORTEST_WATCH_MS = 100;
const REFRESH_TIMEOUT_MS = 15_000;

/**
 * The published shard map of a fleet: tells which node serves a shard. It may be some seconds older than the truth, and
 * is safe all the same, because a node refuses what it does not own: on status 421 call `refresh`, then ask again.
 *
 * @example
 * const map = await ShardMap.load({ bucket: 'my-fleet' });
 * map.watch();
 * const { owner } = map.lookup('shard-00042');
 */
export class ShardMap {
  private readonly closing = new AbortController();
  private readonly follower: MapFollower;
  private readonly looks = new PacedLooks(() => this.findNews(), this.closing.signal);
  private lastFault: ShardMapError | undefined;

  private constructor(
    private readonly source: MapSource,
    options: ShardMapOptions,
  ) {
    const timeoutMs = checkTime('requestTimeoutMs', options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS, 1);
    this.follower = new MapFollower(source, timeoutMs, this.closing.signal);
  }

  /**
   * Returns the map as it is published now.
   * @throws MapNotPublishedError when there is none yet; MissingSdkError, MapSourceError, DamagedMapError,
   * NewerMapFormatError when it cannot be read; RangeError when `requestTimeoutMs` is out of range. None is tried again here:
   * a service that starts before the map is there loads it again after a pause.
   */
  static async load(options: ShardMapOptions): Promise<ShardMap> {
    const map = new ShardMap('source' in options ? options.source : await s3MapSource(options), options);
    try {
      await map.update();
    } catch (error) {
      map.close();
      throw error;
    }
    return map;
  }

  /** Version of the map; rises with every publication, and never falls here. */
  get version(): number {
    return this.map.version;
  }

  /** Milliseconds since this map was last known to be the newest one; keeps growing while the store is out of reach. */
  get ageMs(): number {
    return this.follower.ageMs;
  }

  /** Why the last attempt to read the map failed; `undefined` after one that succeeded. */
  get fault(): ShardMapError | undefined {
    return this.lastFault;
  }

  /** Ids of all shards, listed anew each time: O(shards). */
  get shardIds(): readonly string[] {
    return [...this.map.content.shards.keys()];
  }

  /**
   * Returns where a shard is, without any request.
   * @throws UnknownShardError when the map knows no such shard.
   */
  lookup(shardId: string): ShardPlace {
    const { version, content } = this.map;
    const place = placeOf(content, shardId);
    if (place === undefined) {
      const found = `version ${version} of the map knows no shard '${shardId}' among its ${content.shards.size}`;
      throw new UnknownShardError(`${found}; ids look like shard-00042`);
    }
    return place;
  }

  /**
   * Looks for a newer map again and again, until the signal or `close` ends it; does not keep the process alive. A look
   * costs one conditional request.
   * @throws RangeError when `everyMs` is not from 100 to 2^31 - 1.
   */
  watch(options: WatchOptions = {}): void {
    const everyMs = checkTime('everyMs', options.everyMs ?? WATCH_EVERY_MS, SHORTEST_WATCH_MS);
    const signal = this.orClosed(options.signal);
    void this.keepLooking(everyMs, signal, options);
  }

  /**
   * Returns where the shard is once the map knows of the epoch that a node has named in its refusal (status 421); looks
   * for a newer map until then, together with all others who wait, with pauses of 0.1 to 2 s.
   * @throws StaleMapError when the map has not reached the epoch in time; NewerMapFormatError when it never will;
   * MapClosedError after `close`; the reason of the signal that was given; RangeError when `timeoutMs` is out of range.
   */
  async refresh(options: RefreshOptions): Promise<ShardPlace> {
    const timeoutMs = checkTime('timeoutMs', options.timeoutMs ?? REFRESH_TIMEOUT_MS, 0);
    const limit = new TimeLimit(timeoutMs, [this.closing.signal, options.signal]);
    try {
      return await this.lookUntilKnown(options, limit);
    } finally {
      limit.release();
    }
  }

  /** Ends watching and waiting, and lets go of the connection; lookups go on with the last map. */
  close(): void {
    if (!this.closing.signal.aborted) {
      this.closing.abort(new MapClosedError('the shard map was closed'));
      this.source.close?.();
    }
  }

  private get map(): VersionedMap {
    const { map } = this.follower;
    if (map === undefined) {
      throw new ShardMapError('the shard map was used before it was loaded');
    }
    return map;
  }

  private orClosed(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.closing.signal]) : this.closing.signal;
  }

  private async update(): Promise<void> {
    try {
      await this.follower.update();
      this.lastFault = undefined;
    } catch (error) {
      this.lastFault = toFault(error);
      throw this.lastFault;
    }
  }

  /** What a listener throws is the caller's: it reaches the process, not the loop. */
  private async keepLooking(everyMs: number, signal: AbortSignal, { onChange, onFault }: WatchOptions): Promise<void> {
    let seen = this.version;
    while (await hasPassed(everyMs, signal)) {
      const fault = await this.update().then(
        () => undefined,
        () => this.lastFault,
      );
      if (signal.aborted) {
        return;
      }
      if (fault && onFault) {
        queueMicrotask(() => onFault(fault));
      }
      const update = { fromVersion: seen, version: this.version };
      if (onChange && update.version > seen) {
        queueMicrotask(() => onChange(update));
      }
      seen = update.version;
    }
  }

  private async lookUntilKnown(options: RefreshOptions, limit: TimeLimit): Promise<ShardPlace> {
    let cause: unknown;
    for (;;) {
      const place = placeOf(this.map.content, options.shardId);
      if (place && place.epoch >= options.atLeastEpoch) {
        return place;
      }
      if (limit.hasExpired) {
        throw staleError(options, limit.milliseconds, this.version, place?.epoch, cause);
      }
      limit.signal.throwIfAborted();
      cause = (await this.lookAgain(limit.signal)) ?? cause;
    }
  }

  /** Returns the fault when the next look has failed and a later one may succeed. */
  private async lookAgain(signal: AbortSignal): Promise<unknown> {
    try {
      await orAborted(this.looks.next(), signal);
    } catch (error) {
      if (error instanceof NewerMapFormatError) {
        throw error;
      }
      return signal.aborted ? undefined : error;
    }
    return undefined;
  }

  private async findNews(): Promise<boolean> {
    const seen = this.version;
    await this.update();
    return this.version > seen;
  }
}

function toFault(error: unknown): ShardMapError {
  if (error instanceof ShardMapError) {
    return error;
  }
  return new MapSourceError(`the shard map cannot be read: ${String(error)}`, { cause: error });
}

function staleError(
  { shardId, atLeastEpoch }: RefreshOptions,
  timeoutMs: number,
  version: number,
  epoch: number | undefined,
  cause: unknown,
): StaleMapError {
  const found = epoch === undefined ? 'does not know it' : `has epoch ${epoch}`;
  const message =
    `${shardId} should be in epoch ${atLeastEpoch} or later, but version ${version} of the map ${found} after ` +
    `${timeoutMs} ms. Is the publisher running? Try again, or give a longer timeoutMs.`;
  return new StaleMapError(message, shardId, atLeastEpoch, epoch, { cause });
}
