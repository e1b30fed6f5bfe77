import { setImmediate } from 'node:timers/promises';
import { DiskCopies } from '../../../agent/copies/disk-copies';
import type { Manifest } from '../../../core/home/manifest';

/** Copies whose transfers have ended when asked for: where tests move time on, it must not matter how fast a disk is. */
export class SettledCopies extends DiskCopies {
  override async hydrate(shardId: string, manifest: Manifest | undefined): Promise<boolean> {
    while (!(await super.hydrate(shardId, manifest))) {
      await setImmediate();
    }
    return true;
  }
}
