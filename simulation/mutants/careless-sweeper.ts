import type { HomePort, Replacement, StoredManifest } from '../../agent/ports';
import type { Manifest } from '../../core/home/manifest';
import { SimulatedAgent } from '../actors/simulated-agent';
import { GARBAGE_GRACE_MS } from '../settings';

/** An agent that collects garbage by the manifest it last knew, of every epoch, without asking whether it still owns. */
export class CarelessSweeper extends SimulatedAgent {
  private readonly known = new Map<string, Manifest>();
  private readonly firstSeenMs = new Map<string, number>();

  protected override reach(homes: HomePort): HomePort {
    const note = (manifest: Manifest | undefined) => manifest && this.known.set(manifest.shardId, manifest);
    return {
      read: async (shardId): Promise<StoredManifest | undefined> => {
        const stored = await homes.read(shardId);
        note(stored?.manifest);
        return stored;
      },
      replace: async (manifest, etag): Promise<Replacement> => {
        const outcome = await homes.replace(manifest, etag);
        note(outcome.kind === 'written' ? manifest : undefined);
        return outcome;
      },
      list: (shardId) => homes.list(shardId),
      remove: (keys) => homes.remove(keys),
    };
  }

  protected override async sweep(shardId: string): Promise<void> {
    const nowMs = this.machine.monotonicMs();
    const keys = await this.homes.list(shardId);
    const kept = new Set(this.known.get(shardId)?.objects.map(({ key }) => key));
    const removed: string[] = [];
    for (const key of keys.filter((candidate) => !kept.has(candidate))) {
      const firstSeenMs = this.firstSeenMs.get(key) ?? nowMs;
      this.firstSeenMs.set(key, firstSeenMs);
      if (nowMs - firstSeenMs >= GARBAGE_GRACE_MS) {
        removed.push(key);
      }
    }
    if (removed.length > 0) {
      await this.homes.remove(removed);
    }
  }
}
