import type { FollowedShards } from '../followers/followed-shards';
import type { NodeTablePort, ProgramPort } from '../ports';
import type { ShardKeeper } from '../shards/shard-keeper';
import type { Sweeper } from '../sweep/sweeper';
import { WorkPool } from '../work-pool';
import type { NodeWorker } from '../worker/node-worker';
import { type Attempts, begun } from './attempts';

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

/** Shards that are looked after at once. */
const AT_ONCE = 8;

/** Brings followed copies up to their homes, and clears away what nobody needs. */
export class CopyDuty {
  private readonly pool = new WorkPool(AT_ONCE);

  constructor(private readonly parts: CopyDutyParts) {}

  /** Brings the copies of followed shards one step nearer to their homes. */
  async follow(): Promise<void> {
    const { nodeId, table, program, followed, attempts } = this.parts;
    await attempts.attempt('follow', undefined, async () => {
      const [wanted, stats] = await Promise.all([table.followsOf(nodeId), program.stats()]);
      const gone = followed.expect(wanted, Object.keys(stats));
      await this.each('follow', gone, (shardId) => followed.unfollow(shardId));
      await this.each('follow', wanted, (shardId) => followed.follow(shardId));
    });
  }

  /**
   * Closes shards that another node owns by now, and deletes copies that nobody needs, and objects of open shards that no
   * manifest has named for an hour.
   */
  async sweep(): Promise<void> {
    const { keeper, sweeper, worker, attempts } = this.parts;
    await attempts.attempt('sweep', undefined, async () => {
      const open = keeper.openShards().map(({ shardId }) => shardId);
      await this.each('owner', sweeper.dueRows(open), (shardId) => worker.checkOwner(shardId));
      await this.each('sweep', await sweeper.held(), (shardId) => sweeper.dropUnneeded(shardId));
      await this.each('sweep', sweeper.due(open), (shardId) => sweeper.collect(shardId));
    });
  }

  private each(
    action: 'follow' | 'owner' | 'sweep',
    shards: readonly string[],
    work: (shardId: string) => Promise<unknown>,
  ): Promise<void> {
    const { attempts } = this.parts;
    const run = (shardId: string) =>
      this.pool.run(`${action} ${shardId}`, () => attempts.attempt(action, shardId, () => work(shardId)));
    return begun(shards.map(run)).done;
  }
}
