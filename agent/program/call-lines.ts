import { ServiceTimeoutError } from '../errors';
import { Slots } from '../slots';

/** Opens, flushes and closes that the service gets at once; the time limit of the others has not begun. */
const CALLS_AT_ONCE = 16;

/**
 * Lets a limited number of calls of shards run at once. Those of shards that did not answer last time wait in a line of their
 * own: shards that hang hold up no other but once.
 */
export class CallLines {
  private readonly usual = new Slots(CALLS_AT_ONCE);
  private readonly silent = new Slots(CALLS_AT_ONCE);
  private readonly silentShards = new Set<string>();

  async run<Result>(shardId: string, call: () => Promise<Result>): Promise<Result> {
    const slots = this.silentShards.has(shardId) ? this.silent : this.usual;
    try {
      const result = await slots.run(call);
      this.silentShards.delete(shardId);
      return result;
    } catch (error) {
      this.note(shardId, error instanceof ServiceTimeoutError);
      throw error;
    }
  }

  private note(shardId: string, isSilent: boolean): void {
    if (isSilent) {
      this.silentShards.add(shardId);
    } else {
      this.silentShards.delete(shardId);
    }
  }
}
