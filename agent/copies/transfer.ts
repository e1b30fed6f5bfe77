import type { Manifest } from '../../core/home/manifest';
import type { CopyRecord } from './copy-record';
import type { CopyWorld } from './copy-world';
import { type TransferOrder, transferCopy } from './transfer-copy';

/** A transfer that runs by itself. */
export class Transfer {
  /** Settles when nothing of the transfer goes on any more; rejects with what ended it early. */
  readonly done: Promise<void>;
  isOver = false;
  private readonly abort = new AbortController();

  constructor(
    /** Epoch and version that it brings the copy to. */
    readonly version: string,
    world: CopyWorld,
    private readonly order: TransferOrder,
    onInstalled: (record: CopyRecord) => void,
  ) {
    this.done = this.run(world, order, onInstalled);
    // Whoever asks for the shard next hears of it.
    this.done.catch(() => undefined);
  }

  /** Whether it fetches anything that this manifest names too, or reads a file to know whether it is that. */
  worksFor(manifest: Manifest | undefined): boolean {
    const { missing, doubtful } = this.order.plan;
    const keys = new Set([...missing, ...doubtful.map(({ object }) => object)].map(({ key }) => key));
    return manifest?.objects.some(({ key }) => keys.has(key)) ?? false;
  }

  /** Ends it and waits until nothing of it goes on; it may have come to its end first. */
  async cancel(): Promise<void> {
    this.abort.abort(new Error('superseded'));
    await Promise.allSettled([this.done]);
  }

  private async run(world: CopyWorld, order: TransferOrder, onInstalled: (record: CopyRecord) => void): Promise<void> {
    try {
      onInstalled(await transferCopy(world, order, this.abort.signal));
    } finally {
      this.isOver = true;
    }
  }
}
