import { join } from 'node:path';
import type { HomeObject, Manifest } from '../../core/home/manifest';
import type { CopyFile, CopyPort } from '../ports';
import { KeyedTurns } from '../shards/keyed-turns';
import { ByteBudget } from './byte-budget';
import { type CopyLayout, copyLayout, incomingFolder, shardsFolder } from './copy-layout';
import { type CopyRecord, readRecord, writeRecord } from './copy-record';
import type { CopyWorld } from './copy-world';
import { FairSlots } from './fair-slots';
import type { FileSystem } from './file-system';
import { HashThread } from './hash-thread';
import { endInstallation, recoverCopy } from './install-copy';
import { listFiles } from './list-files';
import { nameDiskFault } from './name-disk-fault';
import { nodeFileSystem } from './node-file-system';
import type { ObjectStore } from './object-store';
import { planTransfer } from './plan-transfer';
import { Transfer } from './transfer';
import { TransferSlots } from './transfer-slots';
import { uploadFile } from './upload-file';

/** Where copies live, and how much at once. */
export interface DiskCopiesProps {
  /** Folder on the instance store; shards and transfers lie below it. */
  readonly dataFolder: string;
  readonly objects: ObjectStore;
  /** Told what went wrong without hindering anything; must not throw. */
  readonly onFault: (shardId: string, error: unknown) => void;
  /** @default the machine's own */
  readonly disk?: FileSystem;
  /** Bounds the parts of objects under way on the whole node. @default - slots of its own */
  readonly transfers?: TransferSlots;
  /** @default 8 MiB */
  readonly partBytes?: number;
}

/** What is known of a shard's copy. */
interface Copy {
  readonly layout: CopyLayout;
  /** `undefined` while no complete copy is installed. */
  record: CopyRecord | undefined;
  transfer?: Transfer;
  /** The version that this process brought the copy to; nobody but the service has touched it since. */
  broughtTo?: string;
  uploads: number;
}

/** The copies of shards on the node's disk, fetched from and stored in their homes. */
export class DiskCopies implements CopyPort {
  private readonly copies = new Map<string, Promise<Copy>>();
  private readonly turns = new KeyedTurns();
  private readonly world: CopyWorld;
  private isEnding = false;

  constructor(private readonly props: DiskCopiesProps) {
    const { disk = nodeFileSystem, objects, transfers = new TransferSlots(), partBytes = 8 * 1024 * 1024 } = props;
    const uploads = new FairSlots(transfers.ceiling);
    const files = new FairSlots(OPEN_FILES);
    const largeParts = new ByteBudget(LARGE_PARTS_IN_MEMORY * partBytes);
    const hashes = new FairSlots(HASHED_AT_ONCE);
    const hashThread = new HashThread();
    this.world = { disk, objects, transfers, partBytes, uploads, files, largeParts, hashes, hashThread };
  }

  /**
   * @throws DiskFullError, ReadOnlyDiskError, CorruptObjectError, MissingObjectError, MissingBucketError or
   * PermissionError when that ended the last attempt.
   */
  hydrate(shardId: string, manifest: Manifest | undefined): Promise<boolean> {
    return this.onDisk(shardId, (copy) => this.bringUp(shardId, copy, manifest));
  }

  endTransfers(): void {
    this.isEnding = true;
    for (const shardId of this.copies.keys()) {
      void this.onDisk(shardId, async (copy) => {
        await copy.transfer?.cancel();
        copy.transfer = undefined;
      }).catch((error: unknown) => this.props.onFault(shardId, error));
    }
  }

  holds(shardId: string, manifest: Manifest): Promise<boolean> {
    return this.onDisk(shardId, async ({ transfer, broughtTo }) => {
      return transfer?.isOver !== false && broughtTo === versionOf(manifest);
    });
  }

  files(shardId: string, paths?: readonly string[]): Promise<readonly CopyFile[]> {
    return this.onDisk(shardId, ({ layout, record }) => listFiles(this.world.disk, { shardId, layout, record, paths }));
  }

  async upload(shardId: string, epoch: number, file: CopyFile): Promise<HomeObject> {
    const copy = await this.copyOf(shardId);
    const source = join(copy.layout.files, file.path);
    copy.uploads += 1;
    try {
      const { object, revision } = await uploadFile(this.world, { shardId, epoch, path: file.path, source });
      copy.record?.files.set(file.path, { object, revision });
      return object;
    } finally {
      copy.uploads -= 1;
      await this.remember(shardId, copy);
    }
  }

  drop(shardId: string): Promise<void> {
    return this.onDisk(shardId, async ({ layout, transfer }) => {
      const { disk } = this.world;
      this.copies.delete(shardId);
      await transfer?.cancel();
      // A copy without its record is none, however far removing its files gets.
      if (await disk.exists(layout.record)) {
        await disk.remove(layout.record);
        await disk.syncFolder(layout.shard);
      }
      await disk.remove(layout.incoming);
      await disk.remove(layout.shard);
    });
  }

  async held(): Promise<readonly string[]> {
    const { dataFolder } = this.props;
    const folders = [shardsFolder(dataFolder), incomingFolder(dataFolder)];
    const entries = await Promise.all(folders.map((folder) => this.world.disk.list(folder)));
    const found = entries.flatMap((list) => list ?? []).filter(({ kind }) => kind === 'folder');
    return [...new Set(found.map(({ name }) => name))].sort();
  }

  directory(shardId: string): string {
    return copyLayout(this.props.dataFolder, shardId).files;
  }

  /** What concerns one shard's folders happens one after another; transfers and uploads go on meanwhile. */
  private onDisk<Result>(shardId: string, work: (copy: Copy) => Promise<Result>): Promise<Result> {
    return this.turns.run(shardId, async () => {
      try {
        return await work(await this.copyOf(shardId));
      } catch (error) {
        throw nameDiskFault(error, this.props.dataFolder);
      }
    });
  }

  /** Looks after what an earlier process left, once. */
  private copyOf(shardId: string): Promise<Copy> {
    const known = this.copies.get(shardId);
    if (known) {
      return known;
    }
    const found = this.find(shardId);
    this.copies.set(shardId, found);
    found.catch(() => this.copies.delete(shardId));
    return found;
  }

  private async find(shardId: string): Promise<Copy> {
    const layout = copyLayout(this.props.dataFolder, shardId);
    await recoverCopy(this.world.disk, layout);
    return { layout, record: await readRecord(this.world.disk, layout.record), uploads: 0 };
  }

  private async bringUp(shardId: string, copy: Copy, manifest: Manifest | undefined): Promise<boolean> {
    const version = versionOf(manifest);
    const { transfer } = copy;
    // An owner may flush faster than a large file comes: were it begun anew each time, it would never be there.
    if (transfer?.isOver === false && (transfer.version === version || transfer.worksFor(manifest))) {
      return false;
    }
    if (transfer !== undefined) {
      copy.transfer = undefined;
      await (transfer.version === version ? transfer.done : transfer.cancel());
    }
    return copy.broughtTo === version || this.begin(shardId, copy, manifest, version);
  }

  private async begin(shardId: string, copy: Copy, manifest: Manifest | undefined, version: string): Promise<boolean> {
    const { layout } = copy;
    // The fault that ended the last attempt may have come while the copies changed places.
    if (await endInstallation(this.world.disk, layout)) {
      copy.record = await readRecord(this.world.disk, layout.record);
    }
    const plan = await planTransfer(this.world.disk, layout, copy.record, manifest);
    if (plan.isThere) {
      copy.broughtTo = version;
      return true;
    }
    if (this.isEnding) {
      return false;
    }
    copy.broughtTo = undefined;
    const transfer = new Transfer(version, this.world, { shardId, layout, manifest, plan }, (installed) => {
      copy.record = installed;
      copy.broughtTo = version;
    });
    copy.transfer = transfer;
    if (plan.missing.length > 0 || plan.doubtful.length > 0) {
      return false;
    }
    // Nothing but links is to be made: whoever waits for the shard need not ask once more.
    copy.transfer = undefined;
    await transfer.done;
    return true;
  }

  /** Losing the record costs reading the files anew after a restart, so it never makes a flush fail. */
  private async remember(shardId: string, copy: Copy): Promise<void> {
    if (copy.uploads > 0) {
      return;
    }
    try {
      // In turn: another upload may end meanwhile, and both would write the same file aside.
      await this.turns.run(shardId, () => this.writeRecordOf(shardId, copy));
    } catch (error) {
      this.props.onFault(shardId, nameDiskFault(error, copy.layout.record));
    }
  }

  /** Of a copy that was dropped meanwhile nothing is to be known: another one may lie in its place. */
  private async writeRecordOf(shardId: string, copy: Copy): Promise<void> {
    if (copy.record !== undefined && (await this.copies.get(shardId)) === copy) {
      await writeRecord(this.world.disk, copy.layout.record, copy.record);
    }
  }
}

/**
 * Of all shards. A node may take 5000 at once: without a bound their files pass what a process may have open, sockets of the
 * lease too, and take a gigabyte of memory.
 */
const OPEN_FILES = 1024;

/** Of all shards; the file system's threads, which read them, are fewer. */
const HASHED_AT_ONCE = 16;

/** As many usual parts may those of very large files weigh at once: 256 MiB of the 1 GB that the agent may use. */
const LARGE_PARTS_IN_MEMORY = 32;

function versionOf(manifest: Manifest | undefined): string {
  return `${manifest?.epoch ?? 0}.${manifest?.version ?? 0}`;
}
