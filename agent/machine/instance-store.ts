import { open, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { MissingFolderError } from '../errors';
import { percentOf } from './parse-proc';

/** Room on the file system that holds the copies of shards. */
export interface StoreRoom {
  readonly usedBytes: number;
  /** What can be used at all: the part that the file system keeps for root is left out. */
  readonly capacityBytes: number;
}

/** Above this a node asks for no more shards. */
export const FULL_PERCENT = 95;
/** The dot keeps it from being taken for a shard. */
const PROBE_NAME = '.probe';

/** Measures the file system of a folder. @throws MissingFolderError when it is not there. */
export async function measureRoom(folder: string): Promise<StoreRoom> {
  const { bsize, blocks, bfree, bavail } = await statfs(folder).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? missingFolder(folder, error) : error;
  });
  const usedBytes = (blocks - bfree) * bsize;
  return { usedBytes, capacityBytes: usedBytes + bavail * bsize };
}

function missingFolder(folder: string, cause: Error): MissingFolderError {
  const fix = 'is the instance store assembled and mounted, and FLEET_DATA_FOLDER right?';
  return new MissingFolderError(`the data folder ${folder} does not exist; ${fix}`, { cause });
}

/** Why the folder should take no more shards; `undefined` when it can. */
export async function refusalOf(folder: string, room: StoreRoom): Promise<string | undefined> {
  const usedPercent = percentOf(room.usedBytes, room.capacityBytes);
  if (usedPercent > FULL_PERCENT) {
    return `the instance store is ${Math.floor(usedPercent)} % full`;
  }
  return probeWriting(folder);
}

/** A disk with faults turns read-only under a running machine, and only a write finds out. */
async function probeWriting(folder: string): Promise<string | undefined> {
  const probe = path.join(folder, PROBE_NAME);
  try {
    const file = await open(probe, 'w');
    try {
      await file.write('probe');
      await file.sync();
    } finally {
      await file.close();
    }
    await rm(probe);
    return undefined;
  } catch (error) {
    return `the instance store cannot be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}
