import type { CopyPort, HomePort, ProgramPort, StoredManifest } from '../ports';
import type { ShardKeeper } from '../shards/shard-keeper';

/** The world of the followed shards. */
export interface FollowedShardsParts {
  readonly homes: HomePort;
  readonly copies: CopyPort;
  readonly program: ProgramPort;
  /** Keeps everything that concerns one shard in turn. */
  readonly keeper: ShardKeeper;
}

interface ToldVersion {
  readonly epoch: number;
  readonly version: number;
}

/** Shards of which the node keeps a copy to read from, brought up to their homes again and again. */
export class FollowedShards {
  private wanted: ReadonlySet<string> = new Set();
  private readonly told = new Map<string, ToldVersion>();

  constructor(private readonly parts: FollowedShardsParts) {}

  /** Takes note of what the node is to follow, and of what the program knows; returns shards that it no longer follows. */
  expect(wanted: readonly string[], knownToProgram: readonly string[]): readonly string[] {
    this.wanted = new Set(wanted);
    const known = new Set(knownToProgram);
    for (const shardId of [...this.told.keys()].filter((id) => !known.has(id) && this.wanted.has(id))) {
      this.told.delete(shardId);
    }
    return [...this.told.keys()].filter((id) => !this.wanted.has(id));
  }

  isFollowed(shardId: string): boolean {
    return this.wanted.has(shardId);
  }

  /** Shards that the program serves to readers, with the version that it was told. */
  served(): ReadonlyMap<string, { readonly version: number }> {
    return this.told;
  }

  /** Brings the copy one step nearer to the home, and tells the program once it is there; returns false until then. */
  follow(shardId: string): Promise<boolean> {
    return this.parts.keeper.inTurn(shardId, async (isOpen) => {
      if (isOpen) {
        this.told.delete(shardId);
        return true;
      }
      const home = await this.parts.homes.read(shardId);
      if (home === undefined || this.isTold(shardId, home)) {
        return true;
      }
      if (!(await this.hydrate(shardId, home))) {
        return false;
      }
      await this.tell(shardId, home);
      return true;
    });
  }

  /** Has the program close it; the copy goes with the next sweep, unless a move needs it by then. */
  unfollow(shardId: string): Promise<void> {
    return this.parts.keeper.inTurn(shardId, async (isOpen) => {
      const told = this.told.get(shardId);
      if (told !== undefined && !isOpen) {
        await this.parts.program.close(shardId, told.epoch);
      }
      this.told.delete(shardId);
    });
  }

  private isTold(shardId: string, { manifest }: StoredManifest): boolean {
    const told = this.told.get(shardId);
    return told?.epoch === manifest.epoch && told.version === manifest.version;
  }

  private hydrate(shardId: string, { manifest }: StoredManifest): Promise<boolean> {
    return this.parts.copies.hydrate(shardId, manifest);
  }

  private async tell(shardId: string, { manifest }: StoredManifest): Promise<void> {
    const { epoch, version } = manifest;
    const directory = this.parts.copies.directory(shardId);
    await this.parts.program.open({ shardId, role: 'follower', epoch, version, directory, validUntilMs: 0 });
    this.told.set(shardId, { epoch, version });
  }
}
