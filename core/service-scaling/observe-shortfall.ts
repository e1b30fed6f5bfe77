import type { ServiceTasks } from './find-shortage';

/** A time in which a service lacked tasks and got none. */
export interface Shortfall {
  readonly sinceMs: number;
  /** The most tasks that ran in it. */
  readonly mostRunning: number;
}

/** What is looked at. */
export interface ShortfallInput {
  readonly nowMs: number;
  readonly tasks: Pick<ServiceTasks, 'running' | 'desired'>;
  /** Of the scalable target: above desired it waits for a scaling activity, as desired above what runs waits for tasks. */
  readonly floor: number;
}

/**
 * Returns the shortfall after one more look; nothing while no task lacks. It begins anew when more tasks run than ever in it: a service
 * that is asked for more each minute gets its tasks, one whose tasks start and die does not. Pure, O(1).
 */
export function observeShortfall(
  before: Shortfall | undefined,
  { nowMs, tasks: { running, desired }, floor }: ShortfallInput,
): Shortfall | undefined {
  if (running >= desired && desired >= floor) {
    return undefined;
  }
  const isStuck = before !== undefined && running <= before.mostRunning;
  return isStuck ? before : { sinceMs: nowMs, mostRunning: running };
}
