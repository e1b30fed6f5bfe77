import type { CopyFile } from '../../agent/ports';
import type { HomeObject } from '../../core/home/manifest';
import type { Writes } from './simulated-homes';

/** A file of a copy; never changed but for what is known of where it is stored. */
export class DiskFile implements CopyFile {
  readonly sizeBytes = 1;

  constructor(
    readonly path: string,
    readonly writes: Writes,
    public stored?: HomeObject,
  ) {}
}

/** The copies on an instance store, by shard: they outlive the agent, not the instance. */
export type Disk = Map<string, readonly DiskFile[]>;

/** What a copy's files hold. */
export function writesOf(files: readonly DiskFile[] | undefined): Writes {
  let writes = 0;
  for (const file of files ?? []) {
    writes |= file.writes;
  }
  return writes;
}
