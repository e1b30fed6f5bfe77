import type { Reason } from '../decision';

/** Something that AWS said about a service. */
export interface ServiceMessage {
  readonly atMs: number;
  /** As AWS words it. */
  readonly message: string;
}

/** What ECS says of a service. */
export interface ServiceTasks {
  readonly desired: number;
  readonly running: number;
  /** Whether a deployment is in progress. */
  readonly isDeploying: boolean;
  /** In any order. */
  readonly events: readonly ServiceMessage[];
}

/** A time in which a service lacked tasks and got none. */
export interface Shortfall {
  readonly sinceMs: number;
  /** The most tasks that ran in it. */
  readonly mostRunning: number;
  /** When nothing last stood against asking for more; absent until then. */
  readonly askedMs?: number;
}

/** What a shortage is found from. */
export interface ShortageInput {
  readonly nowMs: number;
  readonly tasks: ServiceTasks;
  /** Absent while all tasks run that are asked for. */
  readonly shortfall?: Shortfall;
  /** Its newest scaling activity, if that failed. */
  readonly failedActivity?: ServiceMessage;
  /** How long tasks take to start at most. */
  readonly startUpMs: number;
}

/** What was said longer ago says nothing about now: ECS repeats its reason while it lasts. */
const MESSAGE_AGE_MS = 30 * 60_000;
/** A failed activity is not made again: more is asked for after so long, which makes the next one. */
const RETRY_AFTER_MS = 5 * 60_000;
/** A task may start slowly, and be tried twice. */
const START_UPS = 3;
const LEAST_PATIENCE_MS = 15 * 60_000;
/** One task that never starts must not hold all others back: so many minutes after the last time more is asked for once. */
const ASK_AGAIN_MINUTES = 15;
const MINUTE_MS = 60_000;

const NO_PLACE = /unable to place a task|capacity is unavailable/i;
const STEADY = /has reached a steady state/i;

/**
 * Returns why a service does not get the tasks that it is to have, or nothing while it has them or may still get them. Asking for
 * more would then not help, and would only make the bill a surprise when capacity comes back. O(events).
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 */
export function findShortage(input: ShortageInput): Reason | undefined {
  const { nowMs, tasks, shortfall, failedActivity } = input;
  if (failedActivity && nowMs - failedActivity.atMs < RETRY_AFTER_MS) {
    return { code: 'activity-failed', text: `blocked: the last scaling activity failed: ${failedActivity.message}` };
  }
  if (tasks.running >= tasks.desired) {
    return undefined;
  }
  const counts = `${tasks.running} of ${tasks.desired} tasks run`;
  const told = newest(tasks.events, NO_PLACE);
  const steadyMs = newest(tasks.events, STEADY)?.atMs ?? Number.NEGATIVE_INFINITY;
  if (told && told.atMs > steadyMs && nowMs - told.atMs <= MESSAGE_AGE_MS) {
    return { code: 'no-capacity', text: `blocked: no capacity: ${counts}: ${told.message}` };
  }
  return shortfall && noStart(input, shortfall, counts);
}

function noStart({ nowMs, startUpMs }: ShortageInput, shortfall: Shortfall, counts: string): Reason | undefined {
  const { sinceMs, askedMs = sinceMs } = shortfall;
  const mayStillStart = nowMs - sinceMs < Math.max(LEAST_PATIENCE_MS, START_UPS * startUpMs);
  if (mayStillStart || wholeMinutes(nowMs - askedMs) >= ASK_AGAIN_MINUTES) {
    return undefined;
  }
  const text = `blocked: ${counts}, and none was added for ${wholeMinutes(nowMs - sinceMs)} minutes`;
  return { code: 'tasks-do-not-start', text };
}

function wholeMinutes(milliseconds: number): number {
  return Math.round(milliseconds / MINUTE_MS);
}

function newest(events: readonly ServiceMessage[], pattern: RegExp): ServiceMessage | undefined {
  return events
    .filter(({ message }) => pattern.test(message))
    .reduce<ServiceMessage | undefined>((best, event) => (best && best.atMs >= event.atMs ? best : event), undefined);
}
