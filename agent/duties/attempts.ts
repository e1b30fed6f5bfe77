import type { AgentHappening } from '../agent-parts';
import { NotOwnerError } from '../errors';
import type { AgentAction, FaultList } from '../faults/fault-list';

/** How an attempt went. Work that is under way says nothing yet of what failed before. */
export type Outcome = 'done' | 'under-way' | 'failed';

/** Makes faults of what fails, and ends those of what succeeds. */
export class Attempts {
  constructor(
    private readonly faults: FaultList,
    private readonly tell: (happening: AgentHappening) => void,
  ) {}

  /**
   * Returns how it went; work that resolves with false is still under way. What fails is noted, and tried again by whoever
   * calls next; never rejects. A shard that went meanwhile is no fault.
   */
  async attempt(action: AgentAction, shardId: string | undefined, work: () => Promise<unknown>): Promise<Outcome> {
    try {
      if ((await work()) === false) {
        return 'under-way';
      }
      this.faults.clear(action, shardId);
      return 'done';
    } catch (error) {
      if (!(error instanceof NotOwnerError)) {
        this.failed(action, error, shardId);
      }
      return 'failed';
    }
  }

  failed(action: AgentAction, error: unknown, shardId?: string): void {
    const isNew = this.faults.note(action, error, shardId);
    this.tell({ kind: 'fault', action, error, isNew, ...(shardId === undefined ? {} : { shardId }) });
  }

  succeeded(action: AgentAction, shardId?: string): void {
    this.faults.clear(action, shardId);
  }
}

/** Work that was begun; `done` resolves when all of it has ended, well or not. */
export interface BegunWork {
  readonly done: Promise<void>;
}

/** Returns the work as one piece. Nobody waits for it unless asked to: each poll would else leave something with all that is in line. */
export function begun(work: readonly Promise<unknown>[]): BegunWork {
  return {
    get done() {
      return Promise.all(work).then(() => {});
    },
  };
}
