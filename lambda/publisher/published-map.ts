import { MAP_HEAD_KEY } from '../../core/contract/object-keys';
import { type CatchUp, type CaughtUp, catchUp, keysOf, planCatchUp, type ReadMap } from '../../core/map/catch-up';
import type { MapContent } from '../../core/map/map-content';
import { type MapHead, versionOfKey } from '../../core/map/map-format';
import { parseMapHead } from '../../core/map/parse-map-head';
import { NewerMapFormatError } from './publisher-errors';
import type { MapStorePort } from './publisher-ports';

/** What readers of the map have at this moment. */
export interface Published {
  readonly head?: MapHead;
  /** Tag of the head, readable or not. */
  readonly etag?: string;
  /** The highest version that readers may have seen: the head's, unless somebody has put an older head back. */
  readonly lastVersion: number;
  /** Absent when readers can have nothing. */
  readonly content?: MapContent;
  /** Why the head, or an object that it names, is unreadable. */
  readonly fault?: string;
}

/** How long a map is remembered: somebody may have deleted an object that readers without a memory still need. */
const REMEMBERED_MS = 600_000;

/** Reads what is published, and remembers it so that the next time only the head and what is new is read. */
export class PublishedMap {
  private known: ReadMap | undefined;
  /** The highest version that was ever known; is not forgotten. */
  private highestVersion = 0;
  private forgottenAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly store: MapStorePort,
    private readonly clock: () => number,
  ) {}

  /** @throws NewerMapFormatError when a newer release has published. */
  async read(): Promise<Published> {
    this.forgetNowAndThen();
    const stored = await this.store.readHead();
    if (stored === undefined) {
      return { lastVersion: await this.lastVersion() };
    }
    const { etag } = stored;
    const parsed = parseMapHead(stored.text);
    if (parsed.kind === 'newer-format') {
      throw newerFormat(MAP_HEAD_KEY, parsed.formatVersion);
    }
    if (parsed.kind === 'damaged') {
      return { etag, lastVersion: await this.lastVersion(), fault: describe(MAP_HEAD_KEY, parsed.faults) };
    }
    const head = parsed.document;
    return { head, etag, ...(await this.follow(head)) };
  }

  /** Notes what was just read, or published by ourselves. */
  remember(map: ReadMap): void {
    this.known = map;
    this.highestVersion = Math.max(this.highestVersion, map.version);
  }

  private forgetNowAndThen(): void {
    const nowMs = this.clock();
    if (Math.abs(nowMs - this.forgottenAtMs) > REMEMBERED_MS) {
      this.known = undefined;
      this.forgottenAtMs = nowMs;
    }
  }

  private async follow(head: MapHead): Promise<Pick<Published, 'lastVersion' | 'content' | 'fault'>> {
    const { known } = this;
    const plan = planCatchUp(known?.key, head);
    if (plan === undefined) {
      return { lastVersion: head.version, content: known?.content };
    }
    const lastVersion = plan.snapshot ? await this.versionAbove(head) : undefined;
    if (lastVersion !== undefined) {
      const faults = [`it has version ${head.version}, but ${lastVersion} was there before`];
      return { lastVersion, fault: describe(MAP_HEAD_KEY, faults) };
    }
    return { lastVersion: head.version, ...(await this.contentOf(plan)) };
  }

  /**
   * The highest version that was published, when the head's is an older one. An object of the very next version is no sign of
   * that: an attempt that crashed leaves one. Readers of such a version know by its key that another one took its place.
   */
  private async versionAbove(head: MapHead): Promise<number | undefined> {
    const last = await this.lastVersion();
    return last > head.version + 1 ? last : undefined;
  }

  private async contentOf(plan: CatchUp): Promise<Pick<Published, 'content' | 'fault'>> {
    const read = catchUp(this.known?.content, plan, await this.texts(plan));
    if (read.kind === 'newer-format') {
      throw newerFormat(read.key, read.formatVersion);
    }
    if (read.kind !== 'map') {
      return { fault: faultOf(read) };
    }
    this.remember(read.map);
    return { content: read.map.content };
  }

  private async texts(plan: CatchUp): Promise<ReadonlyMap<string, string | undefined>> {
    return new Map(await Promise.all(keysOf(plan).map(async (key) => [key, await this.store.read(key)] as const)));
  }

  /** Readers never go back, so a lost head is followed by a version that none of them has seen. */
  private async lastVersion(): Promise<number> {
    const keys = await this.store.list();
    return keys.reduce((highest, key) => Math.max(highest, versionOfKey(key) ?? 0), this.highestVersion);
  }
}

function faultOf(read: Extract<CaughtUp, { readonly kind: 'gone' | 'damaged' }>): string {
  return describe(read.key, read.kind === 'gone' ? ['it is gone'] : read.faults);
}

function describe(key: string, faults: readonly string[]): string {
  return `${key}: ${faults.join('; ')}`;
}

function newerFormat(key: string, formatVersion: number): NewerMapFormatError {
  return new NewerMapFormatError(
    `${key} has format ${formatVersion}, which a newer release wrote. Deploy that release, or delete ${MAP_HEAD_KEY}.`,
  );
}
