import type { Shard } from '../../core/fleet/shard';
import { seededRandom } from '../trace/seeded-random';
import type { WriteLedger } from './write-ledger';

/** What a node's service answers to a write. */
export type WriteAnswer =
  | { readonly accepted: true; readonly epoch: number; readonly isDurable: boolean }
  | { readonly accepted: false; readonly why: string };

/** Writes a value to the service at an address. */
export type WriteValue = (address: string, write: ValueToWrite) => Promise<WriteAnswer>;

/** A value on its way. */
export interface ValueToWrite {
  readonly shardId: string;
  readonly key: string;
  readonly value: Buffer;
  /** Whether to wait until it is durable. */
  readonly durable: boolean;
}

/** Who serves, as the map says. */
export interface WriteTargets {
  readonly shards: readonly Shard[];
  /** Address of a node's service; `undefined` when it does not run. */
  addressOf(nodeId: string): string | undefined;
}

/** Writes in a round to shards at random, and at most to shards in a move: their flushes are what a round costs. */
const WRITES_AT_RANDOM = 2;
const WRITES_TO_MOVING = 3;
const SMALLEST_VALUE_BYTES = 16;
const LARGEST_VALUE_BYTES = 4096;

/**
 * A client that writes to the fleet's shards all the while: in each round to some at random and to some in a move, because
 * that is where writes get lost. Every other write waits until it is durable. Deterministic by its seed.
 */
export class LoadWriter {
  private readonly random;
  private sequence = 0;

  constructor(
    seed: number,
    private readonly ledger: WriteLedger,
    private readonly writeValue: WriteValue,
  ) {
    this.random = seededRandom(seed);
  }

  /** One round; returns once every write was answered. */
  async write(targets: WriteTargets): Promise<void> {
    const owned = targets.shards.filter((shard) => shard.owner !== null);
    const moving = owned.filter((shard) => shard.move).slice(0, WRITES_TO_MOVING);
    const some = Array.from({ length: WRITES_AT_RANDOM }, () => owned[this.below(owned.length)]);
    const chosen = new Set([...moving, ...some.filter((shard) => shard !== undefined)]);
    await Promise.all([...chosen].map((shard) => this.writeTo(shard, targets)));
  }

  private async writeTo({ id: shardId, owner }: Shard, targets: WriteTargets): Promise<void> {
    const nodeId = owner ?? '';
    const address = targets.addressOf(nodeId);
    if (address === undefined) {
      this.ledger.refuse('owner does not run');
      return;
    }
    this.sequence += 1;
    const write = {
      shardId,
      key: `write-${this.sequence}`,
      value: this.bytes(),
      durable: this.sequence % 2 === 0,
    };
    const answer = await this.writeValue(address, write);
    if (answer.accepted) {
      const { key, value } = write;
      this.ledger.accept({ shardId, key, value, nodeId, epoch: answer.epoch, isDurable: answer.isDurable });
    } else {
      this.ledger.refuse(answer.why);
    }
  }

  private bytes(): Buffer {
    const length = SMALLEST_VALUE_BYTES + this.below(LARGEST_VALUE_BYTES - SMALLEST_VALUE_BYTES);
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  private below(limit: number): number {
    return Math.min(Math.max(0, limit - 1), Math.floor(this.random.uniform() * limit));
  }
}
