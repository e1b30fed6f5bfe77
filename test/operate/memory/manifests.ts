import { homeObjectKey } from '../../../core/contract/object-keys';
import { type HomeObject, MANIFEST_FORMAT_VERSION, type Manifest } from '../../../core/home/manifest';

/** Returns a sound manifest, with what the test cares about. */
export function manifest(shardId: string, more: Partial<Manifest> = {}): Manifest {
  return {
    formatVersion: MANIFEST_FORMAT_VERSION,
    shardId,
    epoch: 1,
    version: 1,
    writer: 'i-a',
    objects: [],
    ...more,
  };
}

/** Returns an object of a home. */
export function homeObject(shardId: string, name: string, sizeBytes: number): HomeObject {
  return { path: name, key: homeObjectKey(shardId, 1, name), sizeBytes, sha256: 'a'.repeat(64) };
}
