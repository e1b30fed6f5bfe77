import { UnreadableManifestError } from '../../../agent/errors';
import type { HomePort } from '../../../agent/ports';
import { HOMES_PREFIX, homePrefix, manifestKey } from '../../../core/contract/object-keys';
import { type Manifest, parseManifest } from '../../../core/home/manifest';
import type { HomeVersionPort, ObjectVersion } from '../../../operate/ports';

interface Stored extends Omit<ObjectVersion, 'isLatest'> {
  readonly text: string;
}

/** A versioned bucket of homes in memory; the time is what the test sets. */
export class MemoryBucket implements HomePort, HomeVersionPort {
  nowMs = 0;
  /** Is called before each replacement, e.g. to play another writer. */
  beforeReplace: () => void = () => undefined;
  private written = 0;
  /** Oldest first. */
  private stored: Stored[] = [];

  put(key: string, text: string, sizeBytes = text.length): string {
    return this.add(key, text, sizeBytes);
  }

  putManifest(manifest: Manifest): string {
    return this.put(manifestKey(manifest.shardId), JSON.stringify(manifest));
  }

  /** Deletes as S3 does in a versioned bucket: by a marker. */
  remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.add(key, '', undefined);
    }
    return Promise.resolve();
  }

  /** The bytes themselves are gone, as after their expiry. */
  expire(key: string): void {
    this.stored = this.stored.filter((entry) => entry.key !== key);
  }

  async read(shardId: string) {
    const entry = this.current(manifestKey(shardId));
    if (entry === undefined) {
      return undefined;
    }
    const parsed = parseManifest(entry.text);
    if ('faults' in parsed) {
      throw new UnreadableManifestError(parsed.faults.join('; '));
    }
    return { manifest: parsed.manifest, etag: entry.etag };
  }

  async replace(manifest: Manifest, etag: string | undefined) {
    this.beforeReplace();
    const key = manifestKey(manifest.shardId);
    if (this.current(key)?.etag !== etag) {
      return { kind: 'conflict' } as const;
    }
    this.putManifest(manifest);
    return { kind: 'written', etag: this.current(key)?.etag ?? '' } as const;
  }

  async list(shardId: string): Promise<readonly string[]> {
    const keys = new Set(this.stored.map((entry) => entry.key));
    return [...keys].filter((key) => key.startsWith(homePrefix(shardId)) && this.current(key) !== undefined);
  }

  async *shards(): AsyncIterable<string> {
    const ids = this.stored.map((entry) => entry.key.slice(HOMES_PREFIX.length).split('/')[0] ?? '');
    yield* new Set(ids);
  }

  async versions(shardId: string): Promise<readonly ObjectVersion[]> {
    return this.stored
      .filter((entry) => entry.key.startsWith(homePrefix(shardId)))
      .reverse()
      .map(({ text: _text, ...entry }) => ({ ...entry, isLatest: this.top(entry.key)?.versionId === entry.versionId }));
  }

  /** A delete marker has no text: S3 answers "method not allowed". */
  async manifestText(_shardId: string, versionId: string): Promise<string> {
    const entry = this.stored.find((stored) => stored.versionId === versionId);
    if (entry?.sizeBytes === undefined) {
      throw new Error(`there is no object at version ${versionId}`);
    }
    return entry.text;
  }

  async removeVersion(key: string, versionId: string): Promise<void> {
    this.stored = this.stored.filter((entry) => entry.key !== key || entry.versionId !== versionId);
  }

  text(key: string): string | undefined {
    return this.current(key)?.text;
  }

  isVisible(key: string): boolean {
    return this.current(key) !== undefined;
  }

  private add(key: string, text: string, sizeBytes: number | undefined): string {
    this.written += 1;
    const versionId = `v${this.written}`;
    const etag = sizeBytes === undefined ? '' : `"${text}"`;
    this.stored.push({ key, versionId, etag, modifiedMs: this.nowMs, sizeBytes, text });
    return versionId;
  }

  private top(key: string): Stored | undefined {
    return this.stored.findLast((entry) => entry.key === key);
  }

  private current(key: string): Stored | undefined {
    const top = this.top(key);
    return top?.sizeBytes === undefined ? undefined : top;
  }
}
