import type { Heartbeat } from '../../../core/fleet/node';
import { catchUp, keysOf, planCatchUp } from '../../../core/map/catch-up';
import { type MapContent, mapContentOf } from '../../../core/map/map-content';
import type { MapHead } from '../../../core/map/map-format';
import { parseMapHead } from '../../../core/map/parse-map-head';
import { handlePublisherEvent } from '../../../lambda/publisher/handle-publisher-event';
import type { MapStorePort, PublisherPorts, StoredHead } from '../../../lambda/publisher/publisher-ports';
import { MemoryLog } from '../memory/memory-outlets';
import { MemoryTable } from '../memory/memory-table';

/** What becomes of a call; the call itself runs when it is told to. */
export type Interference = <Answer>(name: string, call: () => Promise<Answer>) => Promise<Answer>;

/** The map's bucket in memory, with every head that it ever had. */
export class MemoryMapStore implements MapStorePort {
  readonly objects = new Map<string, string>();
  readonly heads: string[] = [];
  head: StoredHead | undefined;

  async readHead() {
    return this.head;
  }

  async replaceHead(text: string, etag: string | undefined) {
    if (this.head?.etag !== etag) {
      return false;
    }
    this.heads.push(text);
    this.head = { text, etag: String(this.heads.length) };
    return true;
  }

  async read(key: string) {
    return this.objects.get(key);
  }

  async create(key: string, text: string) {
    this.objects.set(key, text);
  }

  async list() {
    return [...this.objects.keys()];
  }

  async remove(keys: readonly string[]) {
    for (const key of keys) {
      this.objects.delete(key);
    }
  }
}

/** One table and one bucket; any number of publishers. */
export class PublisherWorld {
  readonly table = new MemoryTable();
  readonly store = new MemoryMapStore();
  readonly log = new MemoryLog();
  readonly pauses: number[] = [];
  nowMs = 1_000_000;
  private uniques = 0;

  constructor(shardCount: number, nodeIds: readonly string[] = ['a', 'b', 'c']) {
    for (const nodeId of nodeIds) {
      this.table.heartbeats.set(nodeId, { nodeId, address: `${nodeId}:7070`, zone: 'z1' } as Heartbeat);
    }
    for (let index = 0; index < shardCount; index += 1) {
      this.own(index, nodeIds[index % nodeIds.length] ?? '', 1);
    }
  }

  /** Names another owner in the table. */
  own(index: number, owner: string, epoch = (this.table.shards.get(shardId(index))?.epoch ?? 0) + 1): void {
    const id = shardId(index);
    this.table.shards.set(id, { id, owner, followers: [], epoch });
  }

  /** A publisher of its own, as a function's instance is; what it calls goes through `interfere`. */
  publisher(interfere: Interference = (_, call) => call()) {
    const { store, table } = this;
    const ports: PublisherPorts = {
      table: {
        readNodes: () => interfere('readNodes', () => table.readNodes()),
        readShards: () => interfere('readShards', () => table.readShards()),
      },
      store: {
        readHead: () => interfere('readHead', () => store.readHead()),
        replaceHead: (text, etag) => interfere('replaceHead', () => store.replaceHead(text, etag)),
        read: (key) => interfere('read', () => store.read(key)),
        create: (key, text) => interfere('create', () => store.create(key, text)),
        list: () => interfere('list', () => store.list()),
        remove: (keys) => interfere('remove', () => store.remove(keys)),
      },
      log: this.log,
      clock: () => this.nowMs,
      pause: async (milliseconds) => {
        this.pauses.push(milliseconds);
        this.nowMs += milliseconds;
      },
      unique: () => `u${++this.uniques}`,
    };
    const handle = handlePublisherEvent(ports);
    return {
      fromStream: () => handle({ Records: [] }),
      onSchedule: () => handle({ time: new Date(this.nowMs).toISOString() }),
      handle,
    };
  }

  get head(): MapHead {
    return headOf(this.store.head?.text ?? '');
  }

  /** What a reader gets that knows nothing. */
  readAll(head = this.head): MapContent {
    const plan = planCatchUp(undefined, head) ?? { changes: [] };
    const read = catchUp(undefined, plan, new Map(keysOf(plan).map((key) => [key, this.store.objects.get(key)])));
    if (read.kind !== 'map') {
      throw new Error(`the map cannot be read: ${JSON.stringify(read)}`);
    }
    return read.map.content;
  }

  /** What the table says. */
  truth(): MapContent {
    return mapContentOf([...this.table.shards.values()], this.table.heartbeats);
  }
}

export function headOf(text: string): MapHead {
  const parsed = parseMapHead(text);
  if (parsed.kind !== 'sound') {
    throw new Error(`no sound head: ${JSON.stringify(parsed)}`);
  }
  return parsed.document;
}

export function shardId(index: number): string {
  return `shard-${String(index).padStart(5, '0')}`;
}
