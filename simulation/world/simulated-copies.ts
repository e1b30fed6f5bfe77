import { IncompleteCopyError } from '../../agent/errors';
import type { CopyFile, CopyPort } from '../../agent/ports';
import { homeObjectKey } from '../../core/contract/object-keys';
import type { HomeObject, Manifest } from '../../core/home/manifest';
import type { Call, Calls } from '../engine/calls';
import type { Clockwork } from '../engine/clockwork';
import type { Process } from '../engine/process';
import { TRANSFER_MS } from '../settings';
import { DiskFile } from './disk';
import type { Machine } from './machine';
import type { SimulatedHomes } from './simulated-homes';

const DOWNLOAD: Call = { link: 'homes', name: 'download', isRead: true };
const UPLOAD: Call = { link: 'homes', name: 'upload' };

interface Transfer {
  readonly manifest: Manifest;
  error?: unknown;
}

/** The world that a node's copies live in. */
export interface CopyWorld {
  readonly clockwork: Clockwork;
  readonly calls: Calls;
  readonly homes: SimulatedHomes;
}

/** The copies on a machine as one start of its agent handles them; a transfer ends with the agent. */
export class SimulatedCopies implements CopyPort {
  private readonly transfers = new Map<string, Transfer>();
  private uploads = 0;

  constructor(
    private readonly world: CopyWorld,
    private readonly machine: Machine,
    private readonly process: Process,
  ) {}

  async hydrate(shardId: string, manifest: Manifest | undefined): Promise<boolean> {
    const files = this.fromDisk(shardId, manifest?.objects ?? []);
    if (files !== undefined) {
      this.machine.disk.set(shardId, files);
      return true;
    }
    const transfer = this.transfers.get(shardId);
    if (transfer?.error !== undefined) {
      this.transfers.delete(shardId);
      throw transfer.error;
    }
    if (manifest !== undefined && transfer?.manifest.version !== manifest.version) {
      this.start(shardId, manifest);
    }
    return false;
  }

  /** A transfer takes nothing from a flush here, and its agent is about to end. */
  endTransfers(): void {}

  async holds(shardId: string, manifest: Manifest): Promise<boolean> {
    return !this.transfers.has(shardId) && this.fromDisk(shardId, manifest.objects) !== undefined;
  }

  async files(shardId: string): Promise<readonly CopyFile[]> {
    return this.copyOf(shardId);
  }

  async upload(shardId: string, epoch: number, file: CopyFile): Promise<HomeObject> {
    const found = this.copyOf(shardId).find(({ path }) => path === file.path);
    if (found === undefined) {
      throw new IncompleteCopyError(`${shardId} has no ${file.path}`);
    }
    this.uploads += 1;
    const key = homeObjectKey(shardId, epoch, `${this.process.name}-${this.uploads}`);
    await this.world.calls.post(this.process, UPLOAD, shardId, () =>
      this.world.homes.upload(shardId, key, found.writes),
    );
    const object = { path: file.path, key, sizeBytes: file.sizeBytes, sha256: '' };
    found.stored = object;
    return object;
  }

  async drop(shardId: string): Promise<void> {
    this.machine.disk.delete(shardId);
    this.transfers.delete(shardId);
  }

  async held(): Promise<readonly string[]> {
    return [...this.machine.disk.keys()];
  }

  directory(shardId: string): string {
    return shardId;
  }

  private copyOf(shardId: string): readonly DiskFile[] {
    const files = this.machine.disk.get(shardId);
    if (files === undefined) {
      throw new IncompleteCopyError(`${this.machine.id} has no copy of ${shardId}`);
    }
    return files;
  }

  /** The files of the objects, if the disk has them all. */
  private fromDisk(shardId: string, objects: readonly HomeObject[]): readonly DiskFile[] | undefined {
    const files: DiskFile[] = [];
    for (const { key } of objects) {
      const file = this.machine.disk.get(shardId)?.find(({ stored }) => stored?.key === key);
      if (file === undefined) {
        return undefined;
      }
      files.push(file);
    }
    return files;
  }

  private start(shardId: string, manifest: Manifest): void {
    const { clockwork, calls, homes } = this.world;
    const transfer: Transfer = { manifest };
    this.transfers.set(shardId, transfer);
    const { random } = clockwork;
    const takesMs = random.chance(0.6) ? random.between(1, 30) : random.between(30, TRANSFER_MS);
    const download = () =>
      manifest.objects.map((object) => new DiskFile(object.path, homes.download(shardId, object.key), object));
    const install = (files: readonly DiskFile[]) => {
      if (this.transfers.get(shardId) === transfer) {
        this.transfers.delete(shardId);
        this.machine.disk.set(shardId, files);
      }
    };
    clockwork.timer(this.process, takesMs, () => {
      calls.post(this.process, DOWNLOAD, shardId, download).then(install, (error: unknown) => {
        transfer.error = error;
      });
    });
  }
}
