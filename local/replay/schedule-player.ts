import type { LocalCloud } from '../cloud/cloud';
import type { FunctionPort } from './function-port';
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

  /** Runs what is due in the next minute. @throws ReplayError with the handler's message when a function fails. */
  async tick(nowMs: number): Promise<void> {
    const due = this.schedules.filter(({ everyMinutes }) => this.minute % everyMinutes === 0);
    await Promise.all(due.map((schedule) => this.run(schedule, nowMs)));
    this.minute += 1;
    await this.settle();
  }

  /** Waits until no event or asynchronous invocation is under way. @throws ReplayError when one of them failed. */
  async settle(): Promise<void> {
    const { failures } = await this.cloud.idle();
    if (failures.length > 0) {
      const lines = failures.map((failure) => `function ${failure.function} failed on an event: ${failure.error}`);
      throw new ReplayError(lines.join('\n'));
    }
  }

  private async run(schedule: Schedule, nowMs: number): Promise<void> {
    const payload = JSON.stringify(scheduledEvent(schedule, nowMs, this.cloud));
    await Promise.all(schedule.functionNames.map((name) => this.invoke(name, payload, nowMs)));
  }

  private async invoke(functionName: string, payload: string, nowMs: number): Promise<void> {
    const { failure } = await this.functions.invoke(functionName, payload);
    if (failure !== undefined) {
      const at = new Date(nowMs).toISOString();
      throw new ReplayError(`function ${functionName} failed in its tick at ${at}: ${failure}`);
    }
  }
}
