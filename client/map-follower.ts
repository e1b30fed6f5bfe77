import { MAP_HEAD_KEY } from '../core/contract/object-keys';
import { type CatchUp, catchUp, keysOf, planCatchUp, type ReadMap } from '../core/map/catch-up';
import type { MapHead } from '../core/map/map-format';
import { parseMapHead } from '../core/map/parse-map-head';
import { DamagedMapError, MapNotPublishedError, NewerMapFormatError, OlderMapError } from './errors';
import type { MapSource } from './map-source';
import { withinLimit } from './waiting';

/** Heads to read when objects are gone each time: the publisher replaces its snapshot at most once in 5 s. */
const MOST_HEADS = 3;

/** Follows the published map: holds the newest that could be read, and never an older one again. */
export class MapFollower {
  private current: ReadMap | undefined;
  private tag: string | undefined;
  private confirmedMs = Number.NEGATIVE_INFINITY;
  private running: Promise<void> | undefined;

  constructor(
    private readonly source: MapSource,
    /** Time limit of one read of the source. */
    private readonly requestTimeoutMs: number,
    private readonly closing: AbortSignal,
  ) {}

  /** The newest map; `undefined` until the first update has succeeded. */
  get map(): ReadMap | undefined {
    return this.current;
  }

  /** Time since the map was last known to be the newest, by the monotonic clock. */
  get ageMs(): number {
    return performance.now() - this.confirmedMs;
  }

  /** Reads what is new. Whoever calls while this goes on gets the same answer, so many callers cost one read. */
  update(): Promise<void> {
    this.running ??= this.readNewest().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async readNewest(): Promise<void> {
    let missingKey = '';
    for (let heads = 0; heads < MOST_HEADS; heads += 1) {
      const startedMs = performance.now();
      const answer = await this.withinLimit((signal) => this.source.readHead(this.tag, signal));
      if (answer.kind === 'missing') {
        throw new MapNotPublishedError(`there is no ${MAP_HEAD_KEY}: the fleet has published no map, or not there`);
      }
      const gone = answer.kind === 'found' ? await this.follow(readHead(answer.text)) : undefined;
      if (gone === undefined) {
        this.tag = answer.kind === 'found' ? answer.tag : this.tag;
        this.confirmedMs = startedMs;
        return;
      }
      missingKey = gone;
    }
    throw new DamagedMapError(`${missingKey} is gone, although ${MAP_HEAD_KEY} names it`);
  }

  /** Takes the head's version over; returns the key of an object that is gone, if any. */
  private async follow(head: MapHead): Promise<string | undefined> {
    const known = this.current;
    if (known && head.version < known.version) {
      throw new OlderMapError(`${MAP_HEAD_KEY} has version ${head.version}, but ${known.version} was seen before`);
    }
    const plan = planCatchUp(known?.key, head);
    if (plan === undefined) {
      return undefined;
    }
    const read = catchUp(known?.content, plan, await this.texts(plan));
    switch (read.kind) {
      case 'map':
        this.current = read.map;
        return undefined;
      case 'gone':
        return read.key;
      case 'newer-format':
        throw newerFormat(read.key, read.formatVersion);
      case 'damaged':
        throw new DamagedMapError(`${read.key}: ${read.faults.join('; ')}`);
    }
  }

  private async texts(plan: CatchUp): Promise<ReadonlyMap<string, string | undefined>> {
    const read = (signal: AbortSignal) =>
      Promise.all(keysOf(plan).map(async (key) => [key, await this.source.read(key, signal)] as const));
    return new Map(await this.withinLimit(read));
  }

  private withinLimit<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    return withinLimit(this.requestTimeoutMs, this.closing, work);
  }
}

function readHead(text: string): MapHead {
  const parsed = parseMapHead(text);
  switch (parsed.kind) {
    case 'sound':
      return parsed.document;
    case 'newer-format':
      throw newerFormat(MAP_HEAD_KEY, parsed.formatVersion);
    case 'damaged':
      throw new DamagedMapError(`${MAP_HEAD_KEY}: ${parsed.faults.join('; ')}`);
  }
}

function newerFormat(key: string, formatVersion: number): NewerMapFormatError {
  return new NewerMapFormatError(`${key} has format ${formatVersion}; update cdk-elastic-fleet to read it`);
}
