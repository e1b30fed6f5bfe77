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
  readonly lastVersion: number;
  /** Absent when readers can have nothing. */
  readonly content?: MapContent;
  /** Why the head, or an object that it names, is unreadable. */
  readonly fault?: string;
}

/** Reads what is published, and remembers it so that the next time only the head and what is new is read. */
export class PublishedMap {
  private known: ReadMap | undefined;

  constructor(private readonly store: MapStorePort) {}

  /** @throws NewerMapFormatError when a newer release has published. */
  async read(): Promise<Published> {
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
    return { head, etag, lastVersion: head.version, ...(await this.contentOf(head)) };
  }

  /** Notes what was just published by ourselves. */
  remember(map: ReadMap): void {
    this.known = map;
  }

  private async contentOf(head: MapHead): Promise<Pick<Published, 'content' | 'fault'>> {
    const { known } = this;
    const plan = planCatchUp(known?.key, head);
    if (plan === undefined) {
      return { content: known?.content };
    }
    const read = catchUp(known?.content, plan, await this.texts(plan));
    if (read.kind === 'newer-format') {
      throw newerFormat(read.key, read.formatVersion);
    }
    if (read.kind !== 'map') {
      return { fault: faultOf(read) };
    }
    this.known = read.map;
    return { content: read.map.content };
  }

  private async texts(plan: CatchUp): Promise<ReadonlyMap<string, string | undefined>> {
    return new Map(await Promise.all(keysOf(plan).map(async (key) => [key, await this.store.read(key)] as const)));
  }

  /** Readers never go back, so a lost head is followed by a version that none of them has seen. */
  private async lastVersion(): Promise<number> {
    const keys = await this.store.list();
    return keys.reduce((highest, key) => Math.max(highest, versionOfKey(key) ?? 0), 0);
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
