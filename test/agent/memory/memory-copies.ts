import { IncompleteCopyError } from '../../../agent/errors';
import type { CopyFile, CopyPort } from '../../../agent/ports';
import { homeObjectKey } from '../../../core/contract/object-keys';
import type { HomeObject, Manifest } from '../../../core/home/manifest';
import type { MemoryHomes } from './memory-homes';

/** Copies in memory: the text of each file, by shard and path. */
export class MemoryCopies implements CopyPort {
  readonly copies = new Map<string, Map<string, string>>();
  readonly stored = new Map<string, { readonly object: HomeObject; readonly text: string }>();
  uploads = 0;
  /** Awaited in each upload. */
  beforeUpload: (path: string) => Promise<void> | void = () => {};

  constructor(private readonly homes: MemoryHomes) {}

  write(shardId: string, path: string, text: string): void {
    this.copies.get(shardId)?.set(path, text);
  }

  async hydrate(shardId: string, manifest: Manifest | undefined): Promise<boolean> {
    const files = new Map<string, string>();
    for (const object of manifest?.objects ?? []) {
      const text = this.homes.objects.get(object.key) ?? '';
      files.set(object.path, text);
      this.stored.set(`${shardId} ${object.path}`, { object, text });
    }
    this.copies.set(shardId, files);
    return true;
  }

  endTransfers(): void {}

  async holds(shardId: string): Promise<boolean> {
    return this.copies.has(shardId);
  }

  async files(shardId: string, paths?: readonly string[]): Promise<readonly CopyFile[]> {
    const files = this.copies.get(shardId);
    if (files === undefined) {
      throw new IncompleteCopyError(shardId);
    }
    return (paths ?? [...files.keys()]).map((path) => {
      const text = files.get(path);
      if (text === undefined) {
        throw new IncompleteCopyError(`${shardId} ${path}`);
      }
      const known = this.stored.get(`${shardId} ${path}`);
      return { path, sizeBytes: text.length, ...(known?.text === text ? { stored: known.object } : {}) };
    });
  }

  async upload(shardId: string, epoch: number, file: CopyFile): Promise<HomeObject> {
    this.uploads += 1;
    const text = this.copies.get(shardId)?.get(file.path) ?? '';
    const key = homeObjectKey(shardId, epoch, `u${this.uploads}`);
    await this.beforeUpload(file.path);
    const object = { path: file.path, key, sizeBytes: text.length, sha256: '0'.repeat(64) };
    this.homes.objects.set(key, text);
    this.stored.set(`${shardId} ${file.path}`, { object, text });
    return object;
  }

  async drop(shardId: string): Promise<void> {
    this.copies.delete(shardId);
  }

  async held(): Promise<readonly string[]> {
    return [...this.copies.keys()];
  }

  directory(shardId: string): string {
    return `/copies/${shardId}`;
  }
}
