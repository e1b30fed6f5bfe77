import type { HomePort, StoredManifest } from '../../agent/ports';

/**
 * Returns the homes with what was read of them kept until it is replaced. A node asks for a manifest each time it looks
 * at a copy in progress; here the played nodes are the only writers, and a tag that is stale all the same is refused.
 */
export function cachedHomes(homes: HomePort): HomePort {
  const kept = new Map<string, StoredManifest>();
  return {
    read: async (shardId) => {
      const stored = kept.get(shardId) ?? (await homes.read(shardId));
      if (stored) {
        kept.set(shardId, stored);
      }
      return stored;
    },
    replace: (manifest, etag) => {
      kept.delete(manifest.shardId);
      return homes.replace(manifest, etag);
    },
  };
}
