import { ServiceTimeoutError } from '../errors';
import { PartedSlots } from '../parted-slots';

/** Opens, flushes and closes that the service gets at once; the time limit of the others has not begun. */
const CALLS_AT_ONCE = 16;

/** Lets a limited number of calls of shards run at once. Shards that did not answer last time hold up no other but once. */
export class CallLines {
  private readonly slots = new PartedSlots(CALLS_AT_ONCE);
  private readonly silent = new Set<string>();

  async run<Result>(shardId: string, call: () => Promise<Result>): Promise<Result> {
    try {
      const result = await this.slots.run(call, this.silent.has(shardId));
      this.note(shardId, false);
      return result;
    } catch (error) {
      this.note(shardId, error instanceof ServiceTimeoutError);
      throw error;
    }
  }

  private note(shardId: string, isSilent: boolean): void {
    if (isSilent) {
      this.silent.add(shardId);
    } else {
      this.silent.delete(shardId);
    }
  }
}
