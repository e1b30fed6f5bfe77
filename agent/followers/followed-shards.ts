import type { CopyPort, HomePort, ProgramPort, StoredManifest } from '../ports';
import type { ShardKeeper } from '../shards/shard-keeper';

/** The world of the followed shards. */
export interface FollowedShardsParts {
  readonly homes: HomePort;
  readonly copies: Pick<CopyPort, 'hydrate' | 'holds' | 'directory'>;
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
  /** Homes whose copies were on their way when last looked at. */
  private readonly awaited = new Map<string, StoredManifest>();

  constructor(private readonly parts: FollowedShardsParts) {}

  /** Takes note of what the node is to follow, and of what the program knows; returns shards that it no longer follows. */
  expect(wanted: readonly string[], knownToProgram: readonly string[]): readonly string[] {
    this.wanted = new Set(wanted);
    const known = new Set(knownToProgram);
    for (const shardId of [...this.told.keys()].filter((id) => !known.has(id) && this.wanted.has(id))) {
      this.told.delete(shardId);
    }
    return [...new Set([...this.told.keys(), ...this.awaited.keys()])].filter((id) => !this.wanted.has(id));
  }

  isFollowed(shardId: string): boolean {
    return this.wanted.has(shardId);
  }

  /** Shards that the program serves to readers, with the version that it was told. */
  served(): ReadonlyMap<string, { readonly version: number }> {
    return this.told;
  }

  /** How many of those that the node is to follow have come: their program was told of a copy. */
  get arrivedCount(): number {
    return [...this.told.keys()].filter((id) => this.wanted.has(id)).length;
  }

  /**
   * Brings the copy one step nearer to the home, and tells the program of what has come. Were only the newest version told, a
   * shard that is flushed more often than this is called would never be.
   */
  follow(shardId: string): Promise<void> {
    return this.parts.keeper.inTurn(shardId, async (isOpen) => {
      const awaited = this.awaited.get(shardId);
      this.awaited.delete(shardId);
      if (isOpen) {
        this.told.delete(shardId);
        return;
      }
      if (awaited !== undefined && (await this.parts.copies.holds(shardId, awaited.manifest))) {
        await this.tell(shardId, awaited);
      }
      await this.catchUp(shardId);
    });
  }

  /** Has the program close it; the copy goes with the next sweep, unless a move needs it by then. */
  unfollow(shardId: string): Promise<void> {
    return this.parts.keeper.inTurn(shardId, async (isOpen) => {
      this.awaited.delete(shardId);
      const told = this.told.get(shardId);
      if (told !== undefined && !isOpen) {
        await this.parts.program.close(shardId, told.epoch);
      }
      this.told.delete(shardId);
    });
  }

  private async catchUp(shardId: string): Promise<void> {
    const home = await this.parts.homes.read(shardId);
    if (home === undefined || this.isTold(shardId, home)) {
      return;
    }
    if (await this.parts.copies.hydrate(shardId, home.manifest)) {
      await this.tell(shardId, home);
    } else {
      this.awaited.set(shardId, home);
    }
  }

  private isTold(shardId: string, { manifest }: StoredManifest): boolean {
    const told = this.told.get(shardId);
    return told?.epoch === manifest.epoch && told.version === manifest.version;
  }

  private async tell(shardId: string, { manifest }: StoredManifest): Promise<void> {
    const { epoch, version } = manifest;
    const directory = this.parts.copies.directory(shardId);
    await this.parts.program.open({ shardId, role: 'follower', epoch, version, directory, validUntilMs: 0 });
    this.told.set(shardId, { epoch, version });
  }
}
