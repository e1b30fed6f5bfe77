import { homePrefix } from '../../core/contract/object-keys';
import { MissingManifestError } from '../errors';
import type { HomePort } from '../ports';

/**
 * Returns the same homes, but a shard counts as one without a home only when no owner has stored anything in it. With its
 * manifest deleted a full shard would else look empty, and its owner would hand it over to a node that finds nothing.
 */
export function demandManifests(homes: HomePort): HomePort {
  return {
    read: async (shardId) => {
      const stored = await homes.read(shardId);
      const keys = stored === undefined ? await homes.list(shardId) : [];
      const owned = keys.find((key) => epochOf(key, shardId) > 0);
      if (owned !== undefined) {
        throw new MissingManifestError(
          `${homePrefix(shardId)} holds objects, e.g. ${owned}, but no manifest: bring its last version back`,
        );
      }
      return stored;
    },
    replace: (manifest, etag) => homes.replace(manifest, etag),
    list: (shardId) => homes.list(shardId),
    remove: (keys) => homes.remove(keys),
  };
}

/** What an import stores is of epoch 0; it comes before the first manifest. */
function epochOf(key: string, shardId: string): number {
  return Number.parseInt(key.slice(homePrefix(shardId).length), 10);
}
