import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { DiskCopies, type DiskCopiesProps } from '../../../agent/copies/disk-copies';
import type { HomeObject, Manifest } from '../../../core/home/manifest';
import { MemoryObjects } from './memory-objects';

export function manifestOf(version: number, objects: readonly HomeObject[], epoch = 1): Manifest {
  return { formatVersion: 1, shardId: 's', epoch, version, writer: 'a', objects };
}

/** Copies in a temporary folder, of objects in memory. */
export class CopyFixture {
  readonly dataFolder = mkdtempSync(join(tmpdir(), 'copies-'));
  readonly objects = new MemoryObjects();
  readonly faults: unknown[] = [];
  copies: DiskCopies;

  constructor(changes: Partial<DiskCopiesProps> = {}) {
    this.copies = this.start(changes);
    onTestFinished(() => rmSync(this.dataFolder, { recursive: true, force: true }));
  }

  /** Another process on the same disk. */
  start(changes: Partial<DiskCopiesProps> = {}): DiskCopies {
    const { dataFolder, objects } = this;
    const onFault = (_shardId: string, error: unknown) => this.faults.push(error);
    this.copies = new DiskCopies({ dataFolder, objects, onFault, partBytes: 8, ...changes });
    return this.copies;
  }

  /** Asks until the copy is there. */
  async hydrate(manifest: Manifest | undefined, shardId = 's', copies = this.copies): Promise<void> {
    while (!(await copies.hydrate(shardId, manifest))) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** What the service sees, by path; hidden files too. */
  seen(shardId = 's'): Record<string, string> {
    return readTree(this.copies.directory(shardId));
  }

  /** The service writes a file. */
  write(path: string, text: string, shardId = 's'): void {
    const target = join(this.copies.directory(shardId), path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  /** Puts other bytes into whatever was not verified yet. */
  spoilPartial(): void {
    for (const path of this.incoming.filter((name) => name.endsWith('.part'))) {
      writeFileSync(join(this.dataFolder, 'incoming', path), 'spoilt');
    }
  }

  /** Everything of the transfers that are under way. */
  get incoming(): string[] {
    return Object.keys(readTree(join(this.dataFolder, 'incoming')));
  }
}

/** A copy of a shard that is open: the service writes into it. */
export async function openCopy(): Promise<CopyFixture> {
  const fixture = new CopyFixture();
  await fixture.hydrate(undefined);
  return fixture;
}

function readTree(folder: string): Record<string, string> {
  if (!existsSync(folder)) {
    return {};
  }
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(files.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}
