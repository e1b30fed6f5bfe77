import { SHARD_IDS } from './settings';
import type { World } from './world/world';

/** The writes that homes hold from the start have the first bits. */
const FIRST_NUMBER = 2;
/** Writes of a shard are bits of a whole number. */
const LAST_NUMBER = 30;

/** The clients of the fleet: they write while there is trouble. */
export class Clients {
  private readonly nextNumbers = new Map<string, number>();

  constructor(
    private readonly world: World,
    /** Shards in order of what befell their moves. */
    private readonly moved: readonly string[],
  ) {}

  /** Clients write to whoever accepts. */
  writeAfter(delayMs: number): void {
    const { clockwork } = this.world;
    const { random } = clockwork;
    clockwork.after(delayMs, () => {
      if (clockwork.nowMs > this.world.faults.endMs) {
        return;
      }
      clockwork.steps += 1;
      this.write(this.shardToWrite(), random.between(50, 2_500));
      this.writeAfter(random.between(300, 2_200));
    });
  }

  /** One more write, if anybody accepts it, and a flush a while later. */
  write(shardId: string, flushAfterMs: number): void {
    const number = this.nextNumbers.get(shardId) ?? FIRST_NUMBER;
    const machine = this.world.acceptorOf(shardId);
    if (machine?.service === undefined || number > LAST_NUMBER) {
      return;
    }
    this.nextNumbers.set(shardId, number + 1);
    machine.service.write(shardId, 1 << number);
    machine.agent?.flushAfter(flushAfterMs, shardId);
  }

  /** More often one that moves or has moved. */
  private shardToWrite(): string {
    const { random } = this.world.clockwork;
    return random.pick(this.moved.length > 0 && random.chance(0.6) ? this.moved.slice(-3) : SHARD_IDS);
  }
}
