import { DiskFullError, ReadOnlyDiskError } from '../errors';
import { codeOf } from './file-system';

/** Returns the disk's fault under the name that heartbeats and the runbook know, or the very fault where it has none. */
export function nameDiskFault(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  if (isDiskFull(error)) {
    return new DiskFullError(`${folder}: the disk is full (${code})`, { cause: error });
  }
  if (code === 'EROFS') {
    return new ReadOnlyDiskError(`${folder}: the disk cannot be written (${code})`, { cause: error });
  }
  return error;
}

export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(codeOf(error));
}
