import type { RebalancerEvent } from '../../core/contract/events';
import type { LocalCloud } from '../cloud/cloud';
import type { FunctionPort } from './function-port';
import type { FurtherLook } from './play-looks';
import { ReplayError } from './replay-error';
import { type EventOrigin, type Schedule, scheduledEvent } from './schedules';

/**
 * Plays EventBridge's schedules, which the emulator does not: invokes the deployed functions that are due at once, as
 * EventBridge does, then waits for everything that this set off.
 */
export class SchedulePlayer {
  private minute = 0;

  constructor(
    private readonly functions: FunctionPort,
    private readonly cloud: Pick<LocalCloud, 'idle'> & EventOrigin,
    private readonly schedules: readonly Schedule[],
  ) {}

  /**
   * Runs what is due in the next minute, and returns which functions are to be called again before the next tick.
   * @throws ReplayError with the handler's message when a function fails.
   */
  async tick(nowMs: number): Promise<readonly FurtherLook[]> {
    const due = this.schedules.filter(({ everyMinutes }) => this.minute % everyMinutes === 0);
    const looks = await Promise.all(due.map((schedule) => this.run(schedule, nowMs)));
    this.minute += 1;
    await this.settle();
    return looks.flat();
  }

  /** Calls a function again that asked for it; returns what it asks for next. @throws ReplayError as `tick` does. */
  async lookAgain({ functionName, atMs }: FurtherLook): Promise<readonly FurtherLook[]> {
    const event: RebalancerEvent = { time: new Date(atMs).toISOString(), isFurtherLook: true };
    const looks = await this.invoke(functionName, JSON.stringify(event), atMs);
    await this.settle();
    return looks;
  }

  /** Waits until no event or asynchronous invocation is under way. @throws ReplayError when one of them failed. */
  async settle(): Promise<void> {
    const { failures } = await this.cloud.idle();
    if (failures.length > 0) {
      const lines = failures.map((failure) => `function ${failure.function} failed on an event: ${failure.error}`);
      throw new ReplayError(lines.join('\n'));
    }
  }

  /** The deployed schedule lets a function wait for its looks, by the wall clock; this event does not, so it answers instead. */
  private async run(schedule: Schedule, nowMs: number): Promise<readonly FurtherLook[]> {
    const payload = JSON.stringify(scheduledEvent(schedule, nowMs, this.cloud));
    const looks = await Promise.all(schedule.functionNames.map((name) => this.invoke(name, payload, nowMs)));
    return looks.flat();
  }

  private async invoke(functionName: string, payload: string, nowMs: number): Promise<readonly FurtherLook[]> {
    const { failure, lookAgainAtMs } = await this.functions.invoke(functionName, payload);
    if (failure !== undefined) {
      const at = new Date(nowMs).toISOString();
      throw new ReplayError(`function ${functionName} failed in its tick at ${at}: ${failure}`);
    }
    return lookAgainAtMs === undefined ? [] : [{ functionName, atMs: lookAgainAtMs }];
  }
}
