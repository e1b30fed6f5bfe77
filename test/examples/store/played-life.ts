import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { Store } from '../../../examples/elastic-database/store/store';
import { shardDirectory } from './store-fixture';

/** What can happen to a shard. */
export type Happening =
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  | { readonly kind: 'delete'; readonly key: string }
  /** The agent makes everything durable. */
  | { readonly kind: 'flush' }
  /** The agent asks for the files, and uploads nothing. */
  | { readonly kind: 'failed-flush' }
  /** The store's process dies, and the agent opens the shard again. */
  | { readonly kind: 'crash' }
  /** The machine dies with a part of what was not synced; the agent opens the shard from what is left. */
  | { readonly kind: 'power-loss'; readonly keptShare: number }
  /** The node dies, and another takes the shard over from its home. */
  | { readonly kind: 'take-over' }
  /** The shard moves to another node by the protocol. */
  | { readonly kind: 'move' }
  /** The store's process dies just before a move asks it to close. */
  | { readonly kind: 'move-after-crash' };

type Content = Readonly<Record<string, string>>;
type Files = ReadonlyMap<string, Buffer>;

const SHARD = 's1';
const CALLER = new AbortController().signal;

/** Plays agent, home and clients of a shard, and knows what must be in it. */
export class PlayedLife {
  /** What the shard held after each accepted write that still counts; the first is that of its home at the beginning. */
  private history: Content[] = [{}];
  /** Index into the history of what is durable. */
  private durable = 0;
  private home: Files = new Map();
  private directory = shardDirectory();
  private epoch = 1;
  private version = 0;
  private store = newStore();
  merges = 0;

  async begin(): Promise<void> {
    await this.open();
  }

  async live(happening: Happening): Promise<void> {
    switch (happening.kind) {
      case 'put':
        this.write(happening.key, happening.value);
        break;
      case 'delete':
        this.write(happening.key, undefined);
        break;
      case 'flush':
        this.upload((await this.store.flush(SHARD, this.epoch, CALLER)).files);
        this.version += 1;
        await this.store.durable(SHARD, this.epoch, CALLER);
        expect(this.store.stats()[SHARD]).toMatchObject({ dirtyBytes: 0, dirtyForMs: 0 });
        break;
      case 'failed-flush':
        await this.store.flush(SHARD, this.epoch, CALLER);
        break;
      default:
        await this.interrupt(happening);
    }
    this.check();
  }

  end(): void {
    this.store.release();
  }

  private async interrupt(happening: Happening): Promise<void> {
    switch (happening.kind) {
      case 'crash':
        this.restart();
        await this.open();
        expect(this.content()).toEqual(this.history.at(-1));
        break;
      case 'power-loss':
        this.restart();
        this.cutNewestSegment(happening.keptShare);
        await this.open();
        this.forgetLostWrites();
        break;
      case 'take-over':
        this.restart();
        await this.openElsewhere();
        this.history.length = this.durable + 1;
        break;
      case 'move':
        this.upload((await this.store.close(SHARD, this.epoch, CALLER)).files);
        await this.openElsewhere();
        break;
      case 'move-after-crash':
        this.restart();
        this.upload((await this.store.close(SHARD, this.epoch, CALLER)).files);
        await this.openElsewhere();
        break;
    }
  }

  private check(): void {
    expect(this.content()).toEqual(this.history.at(-1));
    expect(this.durable).toBeLessThan(this.history.length);
  }

  private write(key: string, value: string | undefined): void {
    const before = this.history.at(-1);
    const others = Object.fromEntries(Object.entries(before ?? {}).filter(([name]) => name !== key));
    if (value === undefined) {
      this.store.write(SHARD, { kind: 'delete', key });
    } else {
      this.store.write(SHARD, { kind: 'put', key, value: Buffer.from(value) });
    }
    this.history.push(value === undefined ? others : { ...others, [key]: value });
  }

  /** The files that a flush lists never change as long as they are in the home. */
  private upload(files: readonly string[] | undefined): void {
    const listed = new Map((files ?? this.allFiles()).map((file) => [file, this.read(file)]));
    if (files !== undefined) {
      for (const [file, bytes] of listed) {
        expect(bytes.subarray(0, this.home.get(file)?.length)).toEqual(this.home.get(file) ?? bytes);
      }
    }
    this.merges += [...listed.keys()].filter((file) => file.includes('-') && !this.home.has(file)).length;
    this.home = listed;
    this.durable = this.history.length - 1;
  }

  private async openElsewhere(): Promise<void> {
    this.directory = shardDirectory();
    mkdirSync(path.join(this.directory, 'segments'));
    for (const [file, bytes] of this.home) {
      writeFileSync(path.join(this.directory, file), bytes);
    }
    this.restart();
    this.epoch += 1;
    await this.open();
  }

  private restart(): void {
    this.store.release();
    this.store = newStore();
  }

  private open(): Promise<void> {
    const { epoch, version, directory } = this;
    const order = { role: 'owner', epoch, version, directory, validUntilMs: 1 } as const;
    return this.store.open(SHARD, order, CALLER);
  }

  private content(): Content {
    const { keys } = this.store.list(SHARD);
    return Object.fromEntries(keys.map((key) => [key, String(this.store.get(SHARD, key))]));
  }

  /** What is sealed was synced, so only the last segment can lose an end. */
  private cutNewestSegment(keptShare: number): void {
    const newest = this.allFiles().sort().at(-1);
    if (newest !== undefined && !this.read(newest).includes('"seal"')) {
      const file = path.join(this.directory, newest);
      truncateSync(file, Math.floor(statSync(file).size * keptShare));
    }
  }

  /** Some writes after the durable ones may be gone, but none that an accepted later one was built upon. */
  private forgetLostWrites(): void {
    const found = JSON.stringify(this.content());
    const kept = this.history.findLastIndex((content) => JSON.stringify(sorted(content)) === found);
    expect(kept).toBeGreaterThanOrEqual(this.durable);
    this.history.length = kept + 1;
  }

  private allFiles(): string[] {
    return namesIn(path.join(this.directory, 'segments'))
      .filter((name) => !name.startsWith('.'))
      .map((name) => `segments/${name}`);
  }

  private read(file: string): Buffer {
    return readFileSync(path.join(this.directory, file));
  }
}

function newStore(): Store {
  const requestFlush = () => Promise.reject(new Error('not asked here'));
  return new Store({ clock: () => 0, requestFlush, capacityPerSecond: 1 });
}

function namesIn(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder);
}

function sorted(content: Content): Content {
  return Object.fromEntries(Object.entries(content).sort(([left], [right]) => (left < right ? -1 : 1)));
}
