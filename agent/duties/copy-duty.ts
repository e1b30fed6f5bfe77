import type { FollowedShards } from '../followers/followed-shards';
import type { NodeTablePort, ProgramPort } from '../ports';
import type { ShardKeeper } from '../shards/shard-keeper';
import type { Sweeper } from '../sweep/sweeper';
import { WorkPool } from '../work-pool';
import type { NodeWorker } from '../worker/node-worker';
import { type Attempts, type BegunWork, begun } from './attempts';

/** The world of the copies beside those of moves. */
export interface CopyDutyParts {
  readonly nodeId: string;
  readonly table: NodeTablePort;
  readonly program: ProgramPort;
  readonly keeper: ShardKeeper;
  readonly followed: FollowedShards;
  readonly sweeper: Sweeper;
  readonly worker: NodeWorker;
  readonly attempts: Attempts;
}

/** Shards that are looked after at once, in either way. */
const AT_ONCE = 8;

/** Brings followed copies up to their homes, and clears away what nobody needs. */
export class CopyDuty {
  private readonly follows = new WorkPool(AT_ONCE);
  private readonly sweeps = new WorkPool(AT_ONCE);

  constructor(private readonly parts: CopyDutyParts) {}

  /** Brings the copies of followed shards one step nearer to their homes. */
  async follow(): Promise<void> {
    const { nodeId, table, program, followed, attempts } = this.parts;
    await attempts.attempt('follow', undefined, async () => {
      const [wanted, stats] = await Promise.all([table.followsOf(nodeId), program.stats()]);
      const gone = followed.expect(wanted, Object.keys(stats));
      await Promise.all(this.each(this.follows, 'follow', gone, (shardId) => followed.unfollow(shardId)));
      await Promise.all(this.each(this.follows, 'follow', wanted, (shardId) => followed.follow(shardId)));
    });
  }

  /**
   * Begins to close shards that another node owns by now, and to delete copies that nobody needs, and objects of open shards
   * that no manifest has named for an hour: one whose flush takes long holds up no other.
   */
  async beginSweep(): Promise<BegunWork> {
    const { keeper, sweeper, attempts } = this.parts;
    const work: Promise<unknown>[] = [];
    await attempts.attempt('sweep', undefined, async () => {
      const open = keeper.openShards().map(({ shardId }) => shardId);
      if (sweeper.takeOwnersDue()) {
        work.push(this.checkOwners(open));
      }
      const isOpen = new Set(open);
      const others = (await sweeper.held()).filter((shardId) => !isOpen.has(shardId));
      work.push(
        ...this.each(this.sweeps, 'sweep', others, (shardId) => sweeper.dropUnneeded(shardId)),
        ...this.each(this.sweeps, 'sweep', sweeper.due(open), (shardId) => sweeper.collect(shardId)),
      );
    });
    return begun(work);
  }

  private checkOwners(open: readonly string[]): Promise<unknown> {
    const { nodeId, table, worker, attempts } = this.parts;
    return attempts.attempt('owner', undefined, async () => {
      const owned = await table.ownedBy(nodeId);
      const check = (shardId: string) => worker.checkOwner(shardId, owned.get(shardId));
      await Promise.all(this.each(this.sweeps, 'owner', open, check));
    });
  }

  private each(
    pool: WorkPool,
    action: 'follow' | 'owner' | 'sweep',
    shards: readonly string[],
    work: (shardId: string) => Promise<unknown>,
  ): readonly Promise<unknown>[] {
    const { attempts } = this.parts;
    return shards.map((shardId) =>
      pool.run(`${action} ${shardId}`, () => attempts.attempt(action, shardId, () => work(shardId))),
    );
  }
}
