import { homePrefix } from '../../core/contract/object-keys';
import type { Shard } from '../../core/fleet/shard';
import { MissingManifestError } from '../errors';
import type { HomePort } from '../ports';

/**
 * Returns the homes as the shard's row knows them: once an owner has sealed its home, one that is not there is lost, e.g.
 * with its bucket, or is looked for in another one. Taken for a new one, the shard would begin anew, empty.
 */
export function knownHomes(homes: HomePort, row: Shard): HomePort {
  return {
    read: async (shardId) => {
      const stored = await homes.read(shardId);
      if (stored === undefined && row.hasHome) {
        throw new MissingManifestError(
          `${homePrefix(shardId)} has no manifest, although an owner has sealed it: check which bucket the fleet is given, ` +
            "or bring the manifest's last version back",
        );
      }
      return stored;
    },
    replace: (manifest, etag) => homes.replace(manifest, etag),
    list: (shardId) => homes.list(shardId),
    remove: (keys) => homes.remove(keys),
  };
}
