import type { Shard } from '../../core/fleet/shard';
import type { Move, MoveState } from '../../core/move/move';
import { SupersededOwnerError } from '../errors';
import { knownHomes } from '../home/known-homes';
import { seal } from '../home/seal';
import type { HomePort } from '../ports';
import type { NodeIdentity } from './node-identity';
import type { NodePorts } from './node-ports';
import type { ServedShards } from './served-shards';

/** States in which a source has something to do. */
const GIVING: readonly MoveState[] = ['releasing', 'sealed', 'cancelled'];

/**
 * A node's steps of moves, as their target and as their source. Each may be repeated, and returns false while it cannot
 * be finished yet.
 */
export class MoveSteps {
  constructor(
    private readonly identity: NodeIdentity,
    private readonly ports: NodePorts,
    private readonly served: ServedShards,
  ) {}

  /** A move meant for an earlier incarnation is the controller's to end: it counts that target as dead. */
  async receive(shard: Shard, move: Move): Promise<boolean> {
    if (!this.isMe(move.toIncarnation)) {
      return false;
    }
    if (move.state === 'committed') {
      return this.takeOver(shard);
    }
    // From `committed` on nobody else can serve the shard, so the service must be there before.
    if (!(await this.hydrate(shard)) || !this.isServiceAnswering()) {
      return false;
    }
    return move.state === 'released' ? this.commit(shard, move) : this.ports.table.advance(shard, 'copied');
  }

  async give(hint: Shard, move: Move): Promise<boolean> {
    const shard = GIVING.includes(move.state) ? await this.readAgain(hint) : undefined;
    if (shard === undefined) {
      return false;
    }
    if (move.state === 'releasing') {
      if (move.to === null) {
        // Nobody else has looked whether the home is there, and the copy goes.
        await this.homesOf(shard).read(shard.id);
      }
      await this.served.close(shard.id);
      const isWritten = await this.ports.table.advance(shard, 'released');
      if (isWritten && move.to === null) {
        await this.dropOrTell(shard.id);
      }
    }
    if (move.state === 'sealed') {
      await this.dropOrTell(shard.id);
      await this.ports.table.advance(shard, 'cleaned');
    }
    return move.state === 'cancelled' ? this.resume(shard) : true;
  }

  /** Nobody serves the shard from here on, so it goes on at once rather than at the next poll. */
  private async commit(shard: Shard, move: Move): Promise<boolean> {
    if (!(await this.ports.table.advance(shard, 'committed'))) {
      return false;
    }
    const taken = await this.ports.table.readShard(shard.id);
    const isTaken = taken?.move?.id === move.id && taken.move.state === 'committed';
    return isTaken && this.takeOver(taken);
  }

  /** Until the seal the old owner may still flush, so the copy is brought up to date once more after it. */
  private async takeOver(hint: Shard): Promise<boolean> {
    const { nodeId } = this.identity;
    await this.served.closeEarlier(hint.id, hint.epoch);
    const outcome = await seal(this.homesOf(hint), { shardId: hint.id, nodeId, epoch: hint.epoch });
    if (outcome === 'conflict' || (outcome === 'sealed' && !(await this.hydrate(hint)))) {
      return false;
    }
    const shard = await this.readAgain(hint);
    if (shard === undefined) {
      return false;
    }
    if (outcome === 'superseded') {
      throw new SupersededOwnerError(
        `${nodeId} owns ${shard.id} in epoch ${shard.epoch} by the table, but its manifest has a later owner: ` +
          'the table is older than the homes and must be rebuilt from them',
      );
    }
    return (await this.open(shard)) && this.ports.table.advance(shard, 'sealed');
  }

  /** Only the incarnation that owned the shard resumes; from any other the controller takes the shard over. */
  private async resume(shard: Shard): Promise<boolean> {
    const mayResume = !this.isMe(shard.ownerIncarnation) || (await this.open(shard));
    return mayResume && this.ports.table.advance(shard, 'resumed');
  }

  private open({ id, epoch, move }: Shard): Promise<boolean> {
    return this.served.open(id, epoch, move?.load);
  }

  /** A copy that cannot be removed now is no reason to hold up the move: the sweep comes back to it. */
  private async dropOrTell(shardId: string): Promise<void> {
    try {
      await this.ports.service.drop(shardId);
    } catch (error) {
      this.ports.onFault?.(shardId, error);
    }
  }

  /** The row as it is now, if its move still stands where it stood: only then may the service be told anything. */
  private async readAgain(hint: Shard): Promise<Shard | undefined> {
    const shard = await this.ports.table.readShard(hint.id);
    const isSame =
      shard?.epoch === hint.epoch && shard.move?.id === hint.move?.id && shard.move?.state === hint.move?.state;
    return isSame ? shard : undefined;
  }

  private async hydrate(shard: Shard): Promise<boolean> {
    const home = await this.homesOf(shard).read(shard.id);
    return this.ports.service.hydrate(shard.id, home?.manifest);
  }

  private homesOf(row: Shard): HomePort {
    return knownHomes(this.ports.homes, row);
  }

  private isServiceAnswering(): boolean {
    return this.ports.isServiceAnswering?.() ?? true;
  }

  private isMe(incarnation: string | undefined): boolean {
    return incarnation === undefined || incarnation === this.identity.incarnation;
  }
}
