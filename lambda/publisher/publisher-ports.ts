import type { LogPort, TablePort } from '../ports';

/** The head as stored, with the tag that replacing it demands. */
export interface StoredHead {
  readonly text: string;
  readonly etag: string;
}

/** The objects of the published map, see core/map/map-format.ts. */
export interface MapStorePort {
  /** `undefined` when nothing was published yet. */
  readHead(): Promise<StoredHead | undefined>;
  /** Replaces the head if it still has this tag (`undefined`: if there is none); false when it does not. */
  replaceHead(text: string, etag: string | undefined): Promise<boolean>;
  /** Text of a snapshot or change, `undefined` when it is gone. */
  read(key: string): Promise<string | undefined>;
  /** Writes a snapshot or change under a key of its own. */
  create(key: string, text: string): Promise<void>;
  /** Keys of everything below the map's prefix. */
  list(): Promise<readonly string[]>;
  /** Deletes objects; succeeds for those that are gone. */
  remove(keys: readonly string[]): Promise<void>;
}

/** What the publisher needs of the world. */
export interface PublisherPorts {
  readonly table: Pick<TablePort, 'readNodes' | 'readShards'>;
  readonly store: MapStorePort;
  readonly log: LogPort;
  /** Milliseconds since the epoch by this machine's clock. */
  readonly clock: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** A text that never repeats. */
  readonly unique: () => string;
}

/** What woke the publisher: the table's stream, which tells of a change once, or the schedule, which comes again. */
export type WakeUp = 'stream' | 'schedule';
